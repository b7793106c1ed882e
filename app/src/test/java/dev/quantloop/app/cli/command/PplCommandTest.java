package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PplCommandTest {
  @TempDir private Path directory;

  /** llama-perplexity v0.5.0, haswell kernels, -c 128: PPL = 27.0450 +/- 2.03537. */
  @Test
  void agreesWithLlamaPerplexity() {
    Result result = ppl("-c", "128", "--cpu-variant", "haswell");
    assertEquals(0, result.code(), result.err());
    assertEquals("PPL = 27.0450 ± 2.03537 over 1701 tokens of 27 chunks\n", result.out());
  }

  @Test
  void reportsProgressOnStandardErrorOnly() {
    Result plain = ppl("-c", "128", "--chunks", "2", "--json");
    assertTrue(plain.out().startsWith("{"), plain.out());
    assertTrue(plain.err().contains("perplexity: 2/2 chunks"), plain.err());
    assertTrue(plain.err().chars().noneMatch(c -> c == '\033' || c == '\r'), plain.err());
  }

  @Test
  void needsTwoChunks() throws IOException {
    Path brief = Files.writeString(directory.resolve("brief.txt"), "one two three ".repeat(60));
    Result result =
        new CliFixture(directory)
            .run("ppl", "-m", StageFiles.MODEL.toString(), "-f", brief.toString());
    assertEquals(1, result.code());
    assertTrue(result.message().contains("but 1024 are needed: 2 chunks of 512"), result.err());
  }

  @Test
  void saysWhichOptionsDoNothingWithoutGpus() {
    Result result = ppl("-c", "128", "--chunks", "2", "-ngl", "5", "-ts", "3,1", "-sm", "row");
    assertEquals(0, result.code(), result.err());
    assertTrue(
        result.err().contains("warning: -ngl, -sm, -ts have no effect: the library has no GPU"),
        result.err());
  }

  private Result ppl(String... more) {
    String[] arguments = new String[more.length + 7];
    System.arraycopy(
        new String[] {
          "ppl", "-m", StageFiles.MODEL.toString(), "-f", StageFiles.TEXT.toString(), "-t", "2"
        },
        0,
        arguments,
        0,
        7);
    System.arraycopy(more, 0, arguments, 7, more.length);
    return new CliFixture(directory).run(arguments);
  }
}
