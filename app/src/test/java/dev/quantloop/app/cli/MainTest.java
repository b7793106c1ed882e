package dev.quantloop.app.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void nothingIsUnpackedInTheWorkingDirectory() {
    assertTrue(Main.unpacksHere("?", ""));
    assertTrue(Main.unpacksHere("/home/me", "relative"));
    assertFalse(Main.unpacksHere("/home/me", " "));
    assertFalse(Main.unpacksHere("?", "/cache"));
  }
}
