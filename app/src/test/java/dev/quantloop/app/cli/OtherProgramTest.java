package dev.quantloop.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.CliFixture.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's table of llama-gguf-optimize's commands, run row by row on the demo model. */
class OtherProgramTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| [^|]*\\w+\\.py[^|]*\\|.*\\|$");
  private static final Pattern COMMAND = Pattern.compile("`quantloop ([^`]+)`");

  /** So that a row takes a second. */
  private static final Map<String, List<String>> SMALL =
      Map.of(
          "imatrix", List.of("-c", "64", "--chunks", "2", "-t", "1"),
          "logits", List.of("-c", "64", "--to", "2", "-t", "1"),
          "ppl", List.of("-c", "64", "--chunks", "2", "-t", "1"),
          "kld", List.of("--chunks", "2", "-t", "1"),
          "tune", List.of("-c", "64", "-b", "64", "--ub-values", "64", "-t", "1", "-fa", "off"));

  /** What a row must print or say. */
  private static final Map<String, String> WORDS =
      Map.of(
          "corpus", "calibration.txt",
          "imatrix", "imatrix.gguf",
          "logits", "3 chunks written",
          "quantize", "Q4_0",
          "ppl", "PPL = ",
          "kld", "composite",
          "tune", "Fastest: ");

  @TempDir private Path directory;

  @Test
  void everyRowRuns() throws IOException {
    Files.copy(StageFiles.MODEL, directory.resolve("model-f16.gguf"));
    String text = Files.readString(StageFiles.TEXT);
    for (String name : List.of("book.txt", "en.txt", "de.txt")) {
      Files.writeString(directory.resolve(name), text);
    }
    List<String> rows =
        ROW.matcher(Files.readString(Path.of("../README.md")))
            .results()
            .map(row -> row.group())
            .toList();
    assertTrue(rows.size() >= 7, rows.toString());
    for (String row : rows) {
      List<String> commands =
          COMMAND.matcher(row).results().map(command -> command.group(1)).toList();
      assertTrue(!commands.isEmpty(), row);
      // Those of the second kind take an experiment.
      commands.stream().filter(command -> WORDS.containsKey(first(command))).forEach(this::run);
    }
    for (String made : List.of("calibration.txt", "imatrix.gguf", "baseline.h5", "comparison.h5")) {
      assertTrue(Files.size(directory.resolve(made)) > 0, made);
    }
  }

  private static String first(String command) {
    return command.split(" ")[0];
  }

  private void run(String command) {
    List<String> words = new ArrayList<>();
    for (String word : command.split(" ")) {
      words.add(word.replaceAll("([\\w-]+\\.(gguf|txt|h5))", directory + "/$1"));
    }
    words.addAll(SMALL.getOrDefault(first(command), List.of()));
    if (command.contains("--base-model")) {
      words.addAll(List.of("-c", "64"));
    }
    Result result = new CliFixture(directory).run(words.toArray(String[]::new));
    assertEquals(0, result.code(), command + "\n" + result.err());
    String said = result.out() + result.err();
    assertTrue(said.contains(WORDS.get(first(command))), command + "\n" + said);
  }
}
