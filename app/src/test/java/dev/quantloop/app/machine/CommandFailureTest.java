package dev.quantloop.app.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CommandFailureTest {
  @Test
  void takesTheLineThatSaysWhy() {
    assertEquals(
        "--growth must be above 1, not 1.0",
        CommandFailure.reason(
            "code: 2 hidden files passed over\nquantloop: --growth must be above 1, not 1.0\n"
                + "Try: quantloop new --help\n"));
  }

  @Test
  void takesTheLastLineOfAProgramThatDied() {
    assertEquals("Killed", CommandFailure.reason("reading\n\nKilled\n\n"));
    assertEquals("no reason", CommandFailure.reason(""));
  }
}
