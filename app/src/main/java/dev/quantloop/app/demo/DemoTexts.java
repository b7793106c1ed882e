package dev.quantloop.app.demo;

import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.UserException;
import dev.quantloop.app.experiment.SourceInput;
import dev.quantloop.app.source.SourceText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The texts that are built into the program: a field guide to imatrix quantization in English and
 * in other languages, and this program's own sources.
 */
final class DemoTexts {
  static final List<String> PROSE =
      List.of(
          "01-what-the-file-holds.md",
          "02-inside-a-block.md",
          "03-families-of-types.md",
          "04-who-hands-out-the-bits.md",
          "05-collecting.md",
          "06-choosing-the-text.md",
          "07-sums-that-add.md",
          "08-measuring-the-damage.md",
          "09-noise-and-verdicts.md",
          "10-mixtures-of-experts.md",
          "11-many-languages.md",
          "12-five-stories.md",
          "13-mistakes-and-checklists.md",
          "14-questions-and-answers.md",
          "15-exercises.md",
          "16-glossary.md");

  static final List<String> LANGUAGES =
      List.of("cs", "de", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "sv", "tr", "zh");

  /** Of the packed sources so much is taken, to the end of a line: the demo is to be quick. */
  private static final int CODE_CHARACTERS = 200_000;

  private DemoTexts() {}

  /** Prose, code and multilingual text, each a source and a domain. */
  static List<SourceInput> sources() {
    return List.of(
        source("prose", PROSE.stream().map(name -> "prose/" + name).toList()),
        source("code", codeText()),
        source(
            "multilingual",
            LANGUAGES.stream().map(code -> "multilingual/guide." + code + ".md").toList()));
  }

  private static SourceInput source(String name, List<String> resources) {
    return source(name, resources.stream().map(DemoTexts::read).collect(Collectors.joining("\n")));
  }

  private static SourceInput source(String name, String text) {
    String origin = SourceInput.BUILT_IN + ProgramVersion.CURRENT;
    return new SourceInput(name, name, origin, SourceText.of(text));
  }

  private static String codeText() {
    String all = read("code.txt");
    if (all.length() <= CODE_CHARACTERS) {
      return all;
    }
    return all.substring(0, all.lastIndexOf('\n', CODE_CHARACTERS) + 1);
  }

  private static String read(String resource) {
    try (InputStream bytes = DemoTexts.class.getResourceAsStream(resource)) {
      if (bytes == null) {
        throw new UserException(
            "this installation is incomplete: the demo text "
                + resource
                + " is missing; build it again with mvn package");
      }
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserException("can't read the demo text " + resource + ": " + e.getMessage(), e);
    }
  }
}
