package dev.quantloop.app.experiment;

import dev.quantloop.app.Directories;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.ReadingContext;
import dev.quantloop.app.source.ReadingReport;
import dev.quantloop.app.source.SourceSearch;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.SourceText;
import dev.quantloop.app.source.open.SourceReaders;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

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
   * Reads the texts of sources that are files.
   *
   * @param notices told, in a line each, what was passed over
   */
  public static List<SourceInput> read(List<SourceSpec> specs, Consumer<String> notices) {
    Map<String, String> environment = System.getenv();
    return read(
        specs,
        new SourceReaders(
            new ReadingContext(
                Directories.of(environment), environment, InputStream.nullInputStream(), notices)),
        notices);
  }

  /** As {@link #read(List, Consumer)}, of all kinds of sources that the readers know. */
  public static List<SourceInput> read(
      List<SourceSpec> specs, SourceReaders readers, Consumer<String> notices) {
    Map<String, SourceSearch> files = new LinkedHashMap<>();
    specs.forEach(spec -> files.put(spec.name(), SourceSearch.find(spec)));
    SourceSearch.requireDisjoint(files);
    return specs.stream().map(spec -> read(spec, readers, notices)).toList();
  }

  private static SourceInput read(
      SourceSpec spec, SourceReaders readers, Consumer<String> notices) {
    ReadingReport report = new ReadingReport();
    try (DocumentReader documents = readers.open(spec, report)) {
      SourceText text = SourceText.read(documents, report);
      report.lines().forEach(line -> notices.accept(spec.name() + ": " + line));
      return new SourceInput(spec.name(), spec.domain(), origin(spec), text);
    }
  }

  /** The paths, so that they name the same files from any directory, and the options. */
  private static String origin(SourceSpec spec) {
    return spec.withPaths(path -> Path.of(path).toAbsolutePath().normalize().toString()).origin();
  }
}
