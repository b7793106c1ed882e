package dev.quantloop.app.tui.screen.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.screen.ProgramCommand;
import dev.quantloop.app.tui.screen.ProgramCommand.Flag;
import dev.quantloop.app.tui.text.WordCandidate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgumentCompletionTest {
  private static final List<Flag> FLAGS =
      List.of(
          new Flag(List.of("-o", "--output"), "The file to write.", true, List.of()),
          new Flag(List.of("--format"), "How.", true, List.of("csv", "json")),
          new Flag(List.of("--force"), "Always.", false, List.of()));

  @TempDir Path directory;

  @BeforeEach
  void files() throws IOException {
    Files.createDirectories(directory.resolve("src/main"));
    Files.createDirectories(directory.resolve("some texts"));
    for (String name : List.of("model.gguf", "more.txt", ".hidden", "src/a.txt")) {
      Files.createFile(directory.resolve(name));
    }
  }

  private List<String> offered(boolean takesExperiment, String line) {
    ProgramCommand command = new ProgramCommand("x", "", "", List.of(), FLAGS, takesExperiment);
    return new ArgumentCompletion(command, List.of("mine", "mixtral", "a b"), directory)
        .of(TextField.of(line))
        .map(choice -> choice.candidates().stream().map(WordCandidate::text).toList())
        .orElse(List.of());
  }

  @Test
  void flagsFollowAMinus() {
    assertEquals(List.of("--output ", "--format ", "--force "), offered(true, "mine --"));
    assertEquals(List.of("--format ", "--force "), offered(false, "--fo"));
    assertEquals(List.of(), offered(false, "--force"));
  }

  @Test
  void valuesFollowAFlagThatHasFew() {
    assertEquals(List.of("csv ", "json "), offered(true, "mine --format "));
    assertEquals(List.of("json "), offered(true, "mine --format j"));
  }

  @Test
  void filesFollowAFlagThatTakesAny() {
    assertEquals(List.of("~/model.gguf ", "~/more.txt "), offered(true, "mine -o ~/mo"));
  }

  @Test
  void experimentsComeWhereTheyAreWanted() {
    assertEquals(List.of("mine ", "mixtral "), offered(true, "mi"));
    assertEquals(List.of("mine ", "mixtral ", "'a b' "), offered(true, "--force "));
    assertEquals(List.of("~/model.gguf ", "~/more.txt "), offered(true, "~/mo"));
  }

  @Test
  void directoriesGoOn() {
    assertEquals(List.of("~/src/a.txt ", "~/src/main/"), offered(false, "~/src/"));
    assertEquals(List.of("code=~/src/main/"), offered(false, "code=~/src/m"));
    assertEquals(List.of("'~/some texts'/"), offered(false, "~/so"));
    assertEquals(List.of("~/.hidden "), offered(false, "~/."));
    assertEquals(List.of(), offered(false, "~/nowhere/"));
  }
}
