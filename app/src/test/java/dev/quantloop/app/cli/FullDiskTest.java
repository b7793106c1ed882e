package dev.quantloop.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.machine.ChildCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands whose output does not fit. A child process with a limit on the size of files stands for
 * a full disk: both make a write in the midst of a file fail.
 */
class FullDiskTest {
  private static final String BLOCKS_OF_512_BYTES = "2048";

  @TempDir private Path directory;

  @Test
  void endsQuantizingWithOneLineAndLeavesNoFile() throws Exception {
    assertFails("quantize", StageFiles.MODEL.toString(), directory + "/q8.gguf", "Q8_0", "2");
  }

  @Test
  void endsWritingABaselineWithOneLineAndLeavesNoFile() throws Exception {
    assertFails(
        "kld",
        "--base-model",
        StageFiles.MODEL.toString(),
        "-f",
        StageFiles.TEXT.toString(),
        "-t",
        "1",
        "--save-base",
        directory + "/base.kld");
  }

  private void assertFails(String... arguments) throws IOException, InterruptedException {
    assertEquals(0, new CliFixture(directory).run("native", "status").code());
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", "-c", "ulimit -f " + BLOCKS_OF_512_BYTES + "; exec \"$@\"", "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    Path log = directory.resolve("log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("XDG_CACHE_HOME", CliFixture.sharedCache().toString());
    builder.environment().put("XDG_STATE_HOME", directory.toString());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    builder.redirectInput(ChildCommand.NO_INPUT);
    int code = builder.start().waitFor();
    String text = Files.readString(log, StandardCharsets.UTF_8);
    assertEquals(1, code, text);
    String[] lines = text.strip().split("\n");
    String last = lines[lines.length - 1];
    assertTrue(last.startsWith("quantloop: "), text);
    assertFalse(last.contains("unexpected failure"), text);
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(log), files.filter(Files::isRegularFile).toList(), text);
    }
  }
}
