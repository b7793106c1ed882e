package dev.quantloop.app.cli.command;

import dev.quantloop.app.console.Console;
import dev.quantloop.app.corpus.SourceFiles;
import dev.quantloop.app.corpus.SourceSpec;
import dev.quantloop.app.corpus.SourceText;
import dev.quantloop.app.experiment.SourceInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads the texts that {@code --source} names, and says what was passed over. */
final class SourceReader {
  private final Console console;

  SourceReader(Console console) {
    this.console = console;
  }

  /**
   * @param sources as {@link SourceSpec#SYNTAX} has it
   */
  List<SourceInput> read(List<String> sources) {
    Map<String, SourceFiles> files = new LinkedHashMap<>();
    List<SourceSpec> specs = SourceSpec.parseAll(sources);
    for (SourceSpec spec : specs) {
      SourceFiles found = SourceFiles.find(spec);
      if (!found.passedOver().isEmpty()) {
        console.say(spec.name() + ": " + found.passedOver());
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
