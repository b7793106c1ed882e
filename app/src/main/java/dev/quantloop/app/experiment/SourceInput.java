package dev.quantloop.app.experiment;

import dev.quantloop.app.source.SourceSearch;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.SourceText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A text source of an experiment that is to be created.
 *
 * @param origin the paths as the user gave them, or where else the text comes from
 */
public record SourceInput(String name, String domain, String origin, SourceText text) {
  /** How the origin of a text begins that is part of the program, and in no file. */
  public static final String BUILT_IN = "built into quantloop ";

  /**
   * @param origin as a source on record has it
   */
  public static boolean isBuiltIn(String origin) {
    return origin.startsWith(BUILT_IN);
  }

  /**
   * Reads the texts of sources.
   *
   * @param notices told, in a line each, what was passed over
   */
  public static List<SourceInput> read(List<SourceSpec> specs, Consumer<String> notices) {
    Map<String, SourceSearch> files = new LinkedHashMap<>();
    for (SourceSpec spec : specs) {
      SourceSearch found = SourceSearch.find(spec);
      if (!found.passedOver().isEmpty()) {
        notices.accept(spec.name() + ": " + found.passedOver());
      }
      files.put(spec.name(), found);
    }
    SourceSearch.requireDisjoint(files);
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
