package dev.quantloop.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.CliFixture.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command that takes a model refuses a bad one in one line, and the process lives on. */
class BadModelTest {
  private static final String PROGRESS = "(load|quantize) .*";

  @TempDir private Path directory;
  private byte[] model;

  @BeforeEach
  void readModel() throws IOException {
    model = Files.readAllBytes(StageFiles.MODEL);
  }

  @Test
  void refusesAMissingModel() throws IOException {
    refusedByAll(directory.resolve("missing.gguf"), "missing.gguf");
  }

  @Test
  void refusesATruncatedModel() throws IOException {
    refusedByAll(write(Arrays.copyOf(model, model.length / 2)), "bad.gguf");
    refusedByAll(write(Arrays.copyOf(model, 1000)), "bad.gguf");
    refusedByAll(write(new byte[0]), "bad.gguf");
  }

  @Test
  void refusesAMangledModel() throws IOException {
    byte[] mangled = model.clone();
    Arrays.fill(mangled, 8, 64, (byte) 0xFF);
    refusedByAll(write(mangled), "bad.gguf");
    refusedByAll(write("not a model".getBytes(StandardCharsets.UTF_8)), "bad.gguf");
  }

  @Test
  void refusesAnotherArchitecture() throws IOException {
    byte[] other = replaced("llama", "lhama");
    refusedByAll(write(other), "bad.gguf");
  }

  @Test
  void refusesABlockCountThatTheTensorsDontHave() throws IOException {
    byte[] blocks = model.clone();
    int key = indexOf(blocks, "llama.block_count");
    int value = key + "llama.block_count".length() + 4;
    blocks[value] = (byte) (4000 & 0xFF);
    blocks[value + 1] = (byte) (4000 >> 8);
    refusedByAll(write(blocks), "bad.gguf");
  }

  @Test
  void refusesAContextBeyondAnyMemory() {
    for (String command : new String[] {"imatrix", "ppl"}) {
      Result result =
          run(
              command,
              "-m",
              StageFiles.MODEL.toString(),
              "-f",
              StageFiles.TEXT.toString(),
              "-c",
              "16000000",
              "-b",
              "16000000");
      assertEquals(1, result.code());
      assertTrue(result.message().contains("of memory are available"), result.err());
    }
  }

  private void refusedByAll(Path bad, String name) throws IOException {
    String file = bad.toString();
    String text = StageFiles.TEXT.toString();
    Path output = directory.resolve("output");
    refused(name, "imatrix", "-m", file, "-f", text, "-o", output.toString());
    refused(name, "quantize", file, output.toString(), "Q4_0");
    refused(name, "ppl", "-m", file, "-f", text);
    refused(name, "kld", "--base-model", StageFiles.MODEL.toString(), "-m", file, "-f", text);
    refused(name, "kld", "--base-model", file, "-m", StageFiles.MODEL.toString(), "-f", text);
    refused(name, "tokens", "-m", file, text);
    assertTrue(Files.notExists(output));
  }

  private void refused(String name, String... arguments) {
    Result result = run(arguments);
    assertEquals(1, result.code(), String.join(" ", arguments));
    assertTrue(
        result.err().lines().allMatch(l -> l.equals(result.message()) || l.matches(PROGRESS)),
        result.err());
    assertTrue(result.message().startsWith("quantloop: "), result.err());
    assertTrue(result.message().contains(name), result.err());
    assertFalse(result.message().contains("unexpected failure"), result.err());
    assertEquals("", result.out());
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("bad.gguf"), bytes);
  }

  private byte[] replaced(String from, String to) {
    byte[] bytes = model.clone();
    for (int at = indexOf(bytes, from); at >= 0; at = indexOf(bytes, from)) {
      byte[] replacement = to.getBytes(StandardCharsets.UTF_8);
      System.arraycopy(replacement, 0, bytes, at, replacement.length);
    }
    return bytes;
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, 0, 4096, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  private Result run(String... arguments) {
    return new CliFixture(directory).run(arguments);
  }
}
