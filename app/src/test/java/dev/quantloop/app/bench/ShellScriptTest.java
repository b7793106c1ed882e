package dev.quantloop.app.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.ShellWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellScriptTest {
  @TempDir private Path directory;

  @Test
  void runsWordsAsTheyAreAndKeepsWhatIsPrinted() throws IOException {
    String line = ShellWords.quoted(List.of("printf", "%s|", "a b", "it's", "$HOME", "*"));
    double seconds = script(line).seconds(new KernelWatch());
    assertTrue(seconds > 0);
    assertEquals("a b|it's|$HOME|*|", Files.readString(directory.resolve("s.sh.log")));
  }

  @Test
  void passesVariables() throws IOException {
    script("sh -c 'echo $COLOUR'").seconds(new KernelWatch());
    assertEquals("blue\n", Files.readString(directory.resolve("s.sh.log")));
  }

  @Test
  void stopsAtTheFirstFailureAndSaysWhatItsLastLineWas() {
    ShellScript script = script("sh -c 'echo so; echo; false'", "echo never");
    UserException failed =
        assertThrows(UserException.class, () -> script.seconds(new KernelWatch()));
    assertEquals(
        "s.sh failed with exit code 1: so (--keep DIR leaves scripts and logs)",
        failed.getMessage());
  }

  private ShellScript script(String... lines) {
    return ShellScript.write(directory.resolve("s.sh"), List.of(lines), Map.of("COLOUR", "blue"));
  }
}
