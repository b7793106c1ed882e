package dev.quantloop.app.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
  @TempDir private Path folder;

  @Test
  void hearsWhyGgmlEndedAProcess() throws IOException {
    Path log = log("load_tensors: done\nllama.cpp gave up: ggml-rpc.cpp:566: it is gone\n\n");
    assertEquals(
        Optional.of("llama.cpp gave up: ggml-rpc.cpp:566: it is gone"), RunLog.ownReason(log));
  }

  @Test
  void hearsNothingOfAProcessThatWasKilled() throws IOException {
    Path log = log("llama.cpp gave up: x\nload_tensors: once more\n");
    assertEquals(Optional.empty(), RunLog.ownReason(log));
    assertEquals(Optional.empty(), RunLog.ownReason(folder.resolve("missing")));
    assertEquals("llama.cpp gave up: x | load_tensors: once more", RunLog.lastLines(log));
  }

  private Path log(String text) throws IOException {
    return Files.writeString(folder.resolve("run.log"), text);
  }
}
