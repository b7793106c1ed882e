package dev.quantloop.app.demo;

import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.UserException;
import dev.quantloop.app.experiment.SourceInput;
import dev.quantloop.app.source.Document;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  private static final String FILE = "// FILE ";

  /** Of the packed sources so much is taken, to the end of a file: the demo is to be quick. */
  private static final int CODE_CHARACTERS = 200_000;

  private DemoTexts() {}

  /** Prose, code and multilingual text, each a source and a domain. */
  static Map<String, List<Document>> documents() {
    Map<String, List<Document>> documents = new LinkedHashMap<>();
    documents.put("prose", PROSE.stream().map(name -> document(name, "prose/" + name)).toList());
    documents.put("code", code());
    documents.put(
        "multilingual",
        LANGUAGES.stream()
            .map(language -> "guide." + language + ".md")
            .map(name -> document(name, "multilingual/" + name))
            .toList());
    return documents;
  }

  static List<SourceInput> sources() {
    return documents().entrySet().stream()
        .map(
            source ->
                SourceInput.of(
                    source.getKey(),
                    SourceInput.BUILT_IN + ProgramVersion.CURRENT,
                    source.getValue()))
        .toList();
  }

  private static Document document(String name, String resource) {
    return Document.of(name, read(resource));
  }

  /** The files that are packed into one text, a line before each that names it. */
  private static List<Document> code() {
    List<Document> files = new ArrayList<>();
    int characters = 0;
    for (String file : read("code.txt").split("(?m)^" + FILE)) {
      int end = file.indexOf('\n');
      if (!file.isBlank() && characters < CODE_CHARACTERS) {
        files.add(Document.of(file.substring(0, end), file.substring(end + 1)));
        characters += file.length();
      }
    }
    return files;
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
