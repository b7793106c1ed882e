package dev.quantloop.app.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.format.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleTest {
  private static final String ESCAPE = "\033";

  @TempDir private Path home;

  @Test
  void coloursHelpOnATerminalOnlyAndNeverAgainstNoColor() {
    assertTrue(new CliFixture(home).onTerminal(80).run("imatrix", "-h").out().contains(ESCAPE));
    assertFalse(new CliFixture(home).run("imatrix", "-h").out().contains(ESCAPE));
    assertFalse(
        new CliFixture(home)
            .onTerminal(80)
            .with("NO_COLOR", "1")
            .run("imatrix", "-h")
            .out()
            .contains(ESCAPE));
    assertFalse(
        new CliFixture(home)
            .onTerminal(80)
            .with("TERM", "dumb")
            .run("imatrix", "-h")
            .out()
            .contains(ESCAPE));
  }

  @Test
  void keepsHelpWithinTheTerminal() {
    String help = new CliFixture(home).onTerminal(70).with("NO_COLOR", "1").run("kld", "-h").out();
    String longest =
        help.lines()
            .filter(line -> !line.startsWith("  quantloop "))
            .max((a, b) -> a.length() - b.length())
            .orElseThrow();
    assertTrue(longest.length() <= 70, longest);
  }

  @Test
  void writesWhatJsonHasNoNumberForAsNull() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("a", Double.NaN);
    object.put("b", List.of(1, 2.5, "x\n", true));
    object.put("c", null);
    object.put("d", Path.of("/x"));
    assertEquals(
        "{\"a\":null,\"b\":[1,2.5,\"x\\n\",true],\"c\":null,\"d\":\"/x\"}",
        Json.text(object).replaceAll("\\s", ""));
  }
}
