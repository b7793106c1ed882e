package dev.quantloop.app.create;

import dev.quantloop.app.corpus.SourceFiles;
import dev.quantloop.app.corpus.SourceSpec;
import dev.quantloop.app.corpus.SourceText;
import dev.quantloop.app.experiment.SourceInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Reads the texts of sources, and says what was passed over. */
public final class SourceReader {
  private SourceReader() {}

  /**
   * @param notices told, in a line each, what was passed over
   */
  public static List<SourceInput> read(List<SourceSpec> specs, Consumer<String> notices) {
    Map<String, SourceFiles> files = new LinkedHashMap<>();
    for (SourceSpec spec : specs) {
      SourceFiles found = SourceFiles.find(spec);
      if (!found.passedOver().isEmpty()) {
        notices.accept(spec.name() + ": " + found.passedOver());
      }
      files.put(spec.name(), found);
    }
    SourceFiles.requireDisjoint(files);
    List<SourceInput> inputs = new ArrayList<>();
    for (SourceSpec spec : specs) {
      SourceText text = SourceText.read(files.get(spec.name()).files());
      inputs.add(new SourceInput(spec.name(), spec.domain(), origin(spec), text));
    }
    return inputs;
  }

  /** The paths, so that they name the same files from any directory. */
  private static String origin(SourceSpec spec) {
    return spec.paths().stream()
        .map(path -> Path.of(path).toAbsolutePath().normalize().toString())
        .collect(Collectors.joining(","));
  }
}
