package dev.quantloop.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DirectoriesTest {

  @Test
  void followTheXdgSpecification() {
    Directories usual = Directories.of(Map.of("HOME", "/home/me"));
    assertEquals(Path.of("/home/me/.local/share/quantloop"), usual.data());
    assertEquals(Path.of("/home/me/.cache/quantloop"), usual.cache());
    assertEquals(Path.of("/home/me/.config/quantloop"), usual.config());
    assertEquals(Path.of("/home/me/.local/state/quantloop"), usual.state());
    assertEquals(Path.of("/home/me/.local/share/quantloop/quantloop.db"), usual.defaultDatabase());
    Directories chosen =
        Directories.of(Map.of("HOME", "/home/me", "XDG_CACHE_HOME", "/fast", "XDG_DATA_HOME", "x"));
    assertEquals(Path.of("/fast/quantloop"), chosen.cache());
    assertEquals(usual.data(), chosen.data(), "a relative path is ignored");
  }

  @Test
  void aHomeThatIsUnknownIsMissedOnlyWhereItIsNeeded() {
    for (String home : List.of("", "?", "here")) {
      Directories directories =
          Directories.of(Map.of("HOME", home, "XDG_CACHE_HOME", "/fast"), "?");
      assertEquals(Path.of("/fast/quantloop"), directories.cache());
      assertEquals(
          "this user has no home directory: set HOME or XDG_DATA_HOME to a directory that can be"
              + " written",
          assertThrows(UserException.class, directories::defaultDatabase).getMessage());
      assertThrows(UserException.class, () -> directories.path("~/x"));
    }
    assertEquals(
        Path.of("/home/me/.cache/quantloop"),
        Directories.of(Map.of("HOME", ""), "/home/me").cache());
  }

  @Test
  void aTildeStandsForTheHomeDirectory() {
    Directories directories = Directories.of(Map.of("HOME", "/home/me"));
    assertEquals(Path.of("/home/me/a/b"), directories.path("~/a/b"));
    assertEquals(Path.of("/home/me"), directories.path("~"));
    assertEquals(Path.of("~x"), directories.path("~x"));
    assertEquals(Path.of("a/~/b"), directories.path("a/~/b"));
    assertThrows(UserException.class, () -> directories.path("~nobody/x"));
  }
}
