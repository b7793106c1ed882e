package dev.quantloop.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
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
}
