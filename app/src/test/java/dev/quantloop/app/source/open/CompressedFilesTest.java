package dev.quantloop.app.source.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.source.Sha256;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class CompressedFilesTest {
  private static final String TEXT = text();

  private Path directory;
  private ReadSource source;

  /** How a file is compressed. */
  enum Kind {
    GZ,
    ZST,
    XZ;

    byte[] packed(String text) throws IOException {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (OutputStream out = packing(packed)) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
      return packed.toByteArray();
    }

    private OutputStream packing(OutputStream out) throws IOException {
      return switch (this) {
        case GZ -> new GZIPOutputStream(out);
        case ZST -> new ZstdOutputStream(out);
        case XZ -> new XZOutputStream(out, new LZMA2Options(0));
      };
    }
  }

  @BeforeEach
  void prepare(@TempDir Path temporary) throws IOException {
    directory = temporary.toRealPath();
    source = new ReadSource(directory);
  }

  @ParameterizedTest
  @EnumSource
  void readsTextByItsContentWhateverItIsCalled(Kind kind) throws IOException {
    Files.write(directory.resolve("odd.txt"), kind.packed(TEXT));
    assertEquals(List.of(TEXT), source.texts("odd.txt"));
    assertEquals(Sha256.of(TEXT.getBytes(StandardCharsets.UTF_8)), source.report.sha256());
    assertEquals(TEXT.length(), source.report.bytes());
    assertEquals(List.of(TEXT), new ReadSource(directory).texts("*.txt"));
    assertEquals(List.of(TEXT), new ReadSource(directory).given(kind.packed(TEXT)).texts("-"));
  }

  @ParameterizedTest
  @EnumSource
  void readsRecords(Kind kind) throws IOException {
    Files.write(directory.resolve("a.jsonl." + kind), kind.packed("{\"text\": \"one\"}\n"));
    assertEquals(List.of("one"), source.texts("a.jsonl." + kind));
    assertEquals(
        List.of("one"),
        new ReadSource(directory)
            .given(kind.packed("{\"text\": \"one\"}\n"))
            .texts("-;format=jsonl"));
  }

  @ParameterizedTest
  @EnumSource
  void readsTwoPartsInOneFile(Kind kind) throws IOException {
    byte[] part = kind.packed("part\n");
    byte[] both = Arrays.copyOf(part, 2 * part.length);
    System.arraycopy(part, 0, both, part.length, part.length);
    Files.write(directory.resolve("both"), both);
    assertEquals(List.of("part\npart\n"), source.texts("both"));
  }

  @ParameterizedTest
  @EnumSource
  void refusesAFileThatIsCutShort(Kind kind) throws IOException {
    byte[] packed = kind.packed(TEXT);
    for (int length : List.of(packed.length - 1, packed.length / 2, 20)) {
      Files.write(directory.resolve("cut"), Arrays.copyOf(packed, length));
      String refusal = new ReadSource(directory).refusal("cut");
      assertTrue(refusal.startsWith("can't read cut: "), refusal);
      refusal = new ReadSource(directory).refusal(".");
      assertTrue(refusal.startsWith("can't read cut: "), refusal);
    }
    byte[] records = kind.packed("{\"text\": \"one\"}\n".repeat(2000));
    Files.write(directory.resolve("a.jsonl"), Arrays.copyOf(records, records.length - 1));
    String refusal = source.refusal("a.jsonl");
    assertTrue(refusal.startsWith("can't read a.jsonl: "), refusal);
  }

  @ParameterizedTest
  @EnumSource
  void refusesAFileThatIsDamaged(Kind kind) throws IOException {
    byte[] packed = kind.packed(TEXT);
    packed[packed.length / 2] ^= 0x55;
    Files.write(directory.resolve("damaged"), packed);
    String refusal = source.refusal("damaged");
    assertTrue(refusal.startsWith("can't read damaged: "), refusal);
  }

  @Test
  void passesOverWhatIsBinaryInside() throws IOException {
    Files.write(directory.resolve("a.tgz"), Kind.GZ.packed("a\0b"));
    Files.writeString(directory.resolve("b"), "text");
    assertEquals(List.of("text"), source.texts("."));
    assertEquals(
        "1 binary file passed over: a.tgz is binary, not text: NUL byte at offset 1",
        source.said());
  }

  private static String text() {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      text.append((char) ('a' + random.nextInt(20))).append(i % 60 == 59 ? '\n' : ' ');
    }
    return text.toString();
  }
}
