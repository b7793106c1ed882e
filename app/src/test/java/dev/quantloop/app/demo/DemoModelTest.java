package dev.quantloop.app.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoModelTest {
  @TempDir private Path cache;

  @Test
  void unpacksTheModelOnceAndReplacesATruncatedCopy() throws IOException {
    Path model = DemoModel.unpack(cache);
    assertEquals(DemoModel.SHA_256, Sha256.of(model));
    Object written = Files.readAttributes(model, "unix:ino").get("ino");
    assertEquals(model, DemoModel.unpack(cache));
    assertEquals(written, Files.readAttributes(model, "unix:ino").get("ino"));
    Files.write(model, new byte[100]);
    assertEquals(DemoModel.SHA_256, Sha256.of(DemoModel.unpack(cache)));
    try (var files = Files.list(model.getParent())) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void saysWhatToDoWhenTheCacheCantBeWritten() throws IOException {
    Path file = Files.writeString(cache.resolve("file"), "in the way");
    UserException refused = assertThrows(UserException.class, () -> DemoModel.unpack(file));
    assertTrue(refused.getMessage().contains("XDG_CACHE_HOME"), refused.getMessage());
  }
}
