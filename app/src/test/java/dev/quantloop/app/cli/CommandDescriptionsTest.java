package dev.quantloop.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.console.Console;
import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.screen.ProgramCommand;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CommandDescriptionsTest {
  private static final List<ProgramCommand> ALL =
      new CommandDescriptions(Console.ofProcess()).all();

  private static ProgramCommand command(String name) {
    return ALL.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void everyCommandHasItsPlace() {
    Set<String> described =
        ALL.stream().map(one -> one.name().split(" ")[0]).collect(Collectors.toSet());
    Set<String> known =
        CommandCatalog.ENTRIES.stream()
            .filter(entry -> entry.group() != CommandCatalog.Group.HIDDEN)
            .map(CommandCatalog.Entry::name)
            .collect(Collectors.toSet());
    assertEquals(known, described);
    assertTrue(ALL.stream().anyMatch(one -> one.name().equals("native install")));
    assertFalse(ALL.stream().anyMatch(one -> one.name().equals("native")));
  }

  @Test
  void eachSaysWhatItDoesAndHowItIsUsed() {
    for (ProgramCommand command : ALL) {
      assertFalse(command.about().isBlank(), command.name());
      assertFalse(command.group().isBlank(), command.name());
      assertTrue(
          command.usage().stream().anyMatch(line -> line.contains("quantloop " + command.name())),
          command.name());
      assertTrue(
          command.usage().stream().allMatch(line -> DisplayWidth.of(line) <= 80), command.name());
    }
  }

  @Test
  void tellsWhatACommandTakes() {
    assertTrue(command("rank").takesDatabase());
    assertTrue(command("rank").takesExperiment());
    assertFalse(command("tokens").takesDatabase());
    assertFalse(command("doctor").takesExperiment());
    ProgramCommand.Flag format =
        command("export").flags().stream()
            .filter(flag -> flag.names().contains("--format"))
            .findFirst()
            .orElseThrow();
    assertEquals(List.of("csv", "json", "md"), format.values());
    assertTrue(format.takesValue());
  }
}
