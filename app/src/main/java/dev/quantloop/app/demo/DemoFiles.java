package dev.quantloop.app.demo;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.UserException;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.experiment.SourceInput;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.Document;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.llama.LlamaException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is built into the program, as files that an experiment of one's own can be made of.
 *
 * @param texts directories of files, by the name of the source
 */
public record DemoFiles(Path model, Map<String, Path> texts) {
  /** Unpacks model and texts below the cache directory, unless they are there. */
  public static DemoFiles unpack(Path cacheDirectory) {
    Path model = DemoModel.unpack(cacheDirectory);
    Map<String, Path> texts = new LinkedHashMap<>();
    DemoTexts.documents()
        .forEach(
            (source, documents) -> {
              Path directory = model.resolveSibling(source);
              documents.forEach(document -> write(directory, document.name(), text(document)));
              texts.put(source, directory);
            });
    return new DemoFiles(model, texts);
  }

  static String text(Document document) {
    try (InputStream utf8 = document.text().get()) {
      return new String(utf8.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
  }

  /** An experiment on these files. */
  public ExperimentSpec spec(String name, SettingValues settings) {
    return new ExperimentSpec(
        name,
        model,
        texts.entrySet().stream().map(text -> source(text.getKey(), text.getKey())).toList(),
        settings);
  }

  private SourceSpec source(String name, String domain) {
    return new SourceSpec(name, domain, List.of(texts.get(name).toString()));
  }

  /** The same with files in place of texts that are built into the program. */
  public static ExperimentSpec inPlaceOfBuiltIn(ExperimentSpec spec, Path cacheDirectory) {
    List<SourceSpec> sources =
        spec.sources().stream()
            .map(
                source ->
                    SourceInput.isBuiltIn(source.paths().get(0))
                        ? unpack(cacheDirectory).source(source.name(), source.domain())
                        : source)
            .toList();
    return new ExperimentSpec(spec.name(), spec.model(), sources, spec.settings());
  }

  private static void write(Path directory, String name, String content) {
    Path file = directory.resolve(name.replace('/', '.'));
    byte[] text = content.getBytes(StandardCharsets.UTF_8);
    try {
      Files.createDirectories(directory);
      if (!Files.isRegularFile(file) || !Arrays.equals(Files.readAllBytes(file), text)) {
        DemoModel.write(file, text);
      }
    } catch (IOException | LlamaException e) {
      throw new UserException(
          "can't unpack the demo text to " + file + ": " + FailureMessage.ofAny(e), e);
    }
  }
}
