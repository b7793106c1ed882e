package dev.quantloop.llama.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {
  private static final Path DEMO =
      Path.of("../app/src/main/resources/dev/quantloop/app/demo/demo-4.6m-f16.gguf");

  @TempDir Path directory;

  @Test
  void readsTheDemoModelsMetadataAndTensors() {
    GgufFile model = GgufFile.read(DEMO);
    String architecture = model.metadata().text("general.architecture").orElseThrow();
    long blocks = model.metadata().whole(architecture + ".block_count").orElseThrow();
    GgufTensor embedding = model.tensor("token_embd.weight").orElseThrow();
    GgufValue.Sequence tokens = model.metadata().sequence("tokenizer.ggml.tokens").orElseThrow();

    assertEquals(4096, embedding.dimension(1));
    assertEquals(1, embedding.dimension(2));
    assertEquals(GgmlType.F16, embedding.type());
    assertEquals(4096, model.strings(tokens).size());
    assertTrue(model.tensor("blk." + (blocks - 1) + ".attn_q.weight").isPresent());
    assertEquals(4.6e6, model.parameterCount(), 0.05e6);
    assertEquals(16, model.bitsPerWeight(), 0.1);
    GgufTensor last = model.tensors().get(model.tensors().size() - 1);
    assertTrue(last.offset() + last.bytes() <= model.fileBytes());
  }

  @Test
  void acceptsTheDemoModelAsLoadable() {
    GgufFile.read(DEMO).requireLoadableModel();
  }

  @Test
  void readsWhatTheWriterWrote() {
    Path file = directory.resolve("mixed.gguf");
    new GgufWriter()
        .putText("general.name", "näme")
        .putUint32("count", 4_000_000_000L)
        .putTexts("names", List.of("one", "", "three"))
        .addF64("exact", new double[] {Math.PI, 1e-300, -0.0}, 3)
        .addF32("rounded", new double[] {Math.PI, 2}, 1, 2)
        .addI64("counts", new long[] {Long.MAX_VALUE}, 1, 1)
        .write(file);

    GgufFile read = GgufFile.read(file);

    assertEquals("näme", read.metadata().text("general.name").orElseThrow());
    assertEquals(4_000_000_000L, read.metadata().whole("count").orElseThrow());
    GgufValue.Sequence names = read.metadata().sequence("names").orElseThrow();
    assertEquals(List.of("one", "", "three"), read.strings(names));
    assertTrue(read.metadata().text("count").isEmpty());
    assertArrayEquals(
        new double[] {Math.PI, 1e-300, -0.0}, read.numbers(read.tensor("exact").orElseThrow()));
    GgufTensor rounded = read.tensor("rounded").orElseThrow();
    assertEquals(List.of(1L, 2L), rounded.shape());
    assertArrayEquals(new double[] {(float) Math.PI, 2}, read.numbers(rounded));
    GgufTensor counts = read.tensor("counts").orElseThrow();
    assertEquals(List.of(1L), counts.shape());
    assertArrayEquals(new long[] {Long.MAX_VALUE}, read.integers(counts));
  }

  @Test
  void refusesAFileThatIsNoGgufByName() throws IOException {
    Path file = directory.resolve("notes.txt");
    Files.writeString(file, "This is prose and no model at all.");

    assertTrue(refusal(file).contains("notes.txt"));
    assertTrue(refusal(file).contains("is not a GGUF file"));
  }

  @Test
  void namesSoundFilesThatCanNotBeUsedForWhatTheyAre() throws IOException {
    assertTrue(patched(4, 0, 0, 0, 3).contains("big-endian"));
    assertTrue(patched(4, 1, 0, 0, 0).contains("GGUF version 1"));
    assertTrue(patched(4, 4, 0, 0, 0).contains("made by a newer llama.cpp"));
    assertTrue(patched(0, 'v', 'e', 'r', 's').contains("pointer of Git LFS"));
    assertTrue(patched(0, '<', '!', 'D', 'O').contains("is a web page"));
    assertTrue(patched(0, 'P', 'K', 3, 4).contains("ZIP or PyTorch"));
    assertTrue(patched(0, 't', 'j', 'g', 'g').contains("format before GGUF"));
    int type = typeOfLastTensor();
    assertTrue(patched(type, 139, 0, 0, 0).contains("is of type 139): it was made by another"));
    assertTrue(patched(type, 31, 0, 0, 0).contains("quantize the model again"));
    assertTrue(patched(type, 0, 0, 1, 0).contains("is damaged"));
  }

  private String patched(int at, int... bytes) throws IOException {
    byte[] file = Files.readAllBytes(SmallModel.write(directory));
    for (int i = 0; i < bytes.length; i++) {
      file[at + i] = (byte) bytes[i];
    }
    return refusal(Files.write(directory.resolve("patched.gguf"), file));
  }

  private int typeOfLastTensor() throws IOException {
    String name = "blk.1.attn_q.weight";
    byte[] file = Files.readAllBytes(SmallModel.write(directory));
    return new String(file, StandardCharsets.ISO_8859_1).indexOf(name)
        + name.length()
        + Integer.BYTES
        + 2 * Long.BYTES;
  }

  @Test
  void readsLongKeysAndTexts() {
    String key = "k".repeat(130);
    Path file = directory.resolve("long.gguf");
    SmallModel.writer(2, 2)
        .putText("tokenizer.chat_template", "x".repeat((1 << 24) + 1))
        .putText(key, "known")
        .write(file);

    GgufFile read = GgufFile.read(file);
    assertEquals("known", read.metadata().text(key).orElseThrow());
    assertTrue(read.metadata().text("tokenizer.chat_template").isEmpty());
    assertTrue(read.entry("tokenizer.chat_template").length > 1 << 24);
    read.requireLoadableModel();
  }

  @Test
  void refusesMissingFilesDirectoriesAndEmptyFiles() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty.gguf"));

    assertTrue(refusal(directory.resolve("absent.gguf")).contains("no such file"));
    assertTrue(refusal(directory).contains("directory"));
    assertTrue(refusal(empty).contains("is not a GGUF file"));
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    byte[] whole = Files.readAllBytes(SmallModel.write(directory));
    GgufTensor last = lastTensor(directory.resolve("small.gguf"));
    Path file = directory.resolve("cut.gguf");
    for (int length = 0; length < last.offset() + last.bytes(); length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertFalse(refusal(file).isEmpty());
    }
  }

  @Test
  void neverFailsOnDamageExceptWithOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(SmallModel.write(directory));
    Path file = directory.resolve("damaged.gguf");
    Random random = new Random(20261122);
    for (int at = 0; at < whole.length; at++) {
      for (byte value : new byte[] {0x7f, -1, (byte) random.nextInt()}) {
        byte[] damaged = whole.clone();
        damaged[at] = value;
        Files.write(file, damaged);
        readOrRefuse(file);
      }
    }
  }

  @Test
  void neverFailsOnWholesaleDamageExceptWithOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(SmallModel.write(directory));
    Path file = directory.resolve("damaged.gguf");
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      byte[] damaged = whole.clone();
      int from = 4 + random.nextInt(whole.length - 4);
      int length = Math.min(8, whole.length - from);
      for (int i = from; i < from + length; i++) {
        damaged[i] = (byte) random.nextInt();
      }
      Files.write(file, damaged);
      readOrRefuse(file);
    }
  }

  private static GgufTensor lastTensor(Path file) {
    List<GgufTensor> tensors = GgufFile.read(file).tensors();
    return tensors.get(tensors.size() - 1);
  }

  private static void readOrRefuse(Path file) {
    try {
      GgufFile read = GgufFile.read(file);
      read.metadata()
          .sequence("tokenizer.ggml.tokens")
          .filter(s -> s.elementType() == GgufScalarType.STRING)
          .ifPresent(read::strings);
      read.requireLoadableModel();
    } catch (LlamaException e) {
      assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
      assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }
  }

  private static String refusal(Path file) {
    return assertThrows(LlamaException.class, () -> GgufFile.read(file)).getMessage();
  }
}
