package dev.quantloop.app.source.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.file.ParquetRecords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On files that Arrow wrote: five rows in row groups of two. */
class ParquetTest {
  private Path directory;
  private ReadSource source;

  @BeforeEach
  void prepare(@TempDir Path temporary) throws IOException {
    directory = temporary.toRealPath();
    source = new ReadSource(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "snappy", "gzip", "zstd", "lz4"})
  void readsTheRowsOfAllRowGroups(String codec) throws IOException {
    copy("table-" + codec + ".parquet", "a.parquet");
    assertEquals(List.of("one", "zwölf\n", "five"), source.texts("a.parquet"));
    assertEquals(
        """
        1 record without the field passed over: a.parquet:3
        1 record with a NUL character passed over: a.parquet:4
        1 document with CRLF line ends converted to LF: a.parquet:2""",
        source.said());
    assertEquals("a.parquet:1 a.parquet:2 a.parquet:5", new ReadSource(directory).names("."));
  }

  @Test
  void knowsItByItsContent() throws IOException {
    copy("dictionary.parquet", "a");
    assertEquals(List.of("one", "two"), source.texts("a;field=body"));
  }

  @Test
  void findsValuesInside() throws IOException {
    copy("table-snappy.parquet", "a.parquet");
    assertEquals(5, source.texts("a.parquet;field=meta.body.0").size());
    assertEquals(5, new ReadSource(directory).texts("a.parquet;field=tags.k").size());
    List<String> chats =
        new ReadSource(directory)
            .withChats((messages, row) -> row.get("id") + ((Map<?, ?>) messages.get(1)).toString())
            .texts("a.parquet;messages=messages");
    assertEquals("2{role=assistant, content=yes}", chats.get(1));
  }

  @Test
  void saysWhichColumnsThereAre() throws IOException {
    copy("table-snappy.parquet", "a.parquet");
    assertEquals(
        "no record of a.parquet has the field txt; its fields are id, text, meta, messages, picture,"
            + " tags",
        source.refusal("a.parquet;field=txt"));
    assertTrue(
        source
            .refusal("a.parquet;field=picture")
            .startsWith("most records of a.parquet are broken"));
    copy("dictionary.parquet", "b.parquet");
    assertEquals(
        "b.parquet:1 has no field text or content; say which field is the text with ;field=NAME: its"
            + " fields are body",
        new ReadSource(directory).refusal("b.parquet"));
  }

  @Test
  void refusesWhatIsCutShortOrCompressedOtherwise() throws IOException {
    copy("table-snappy.parquet", "a.parquet");
    byte[] whole = Files.readAllBytes(directory.resolve("a.parquet"));
    for (int length : List.of(5, whole.length / 2, whole.length - 1)) {
      Files.write(directory.resolve("a.parquet"), Arrays.copyOf(whole, length));
      String refusal = new ReadSource(directory).refusal("a.parquet");
      assertTrue(refusal.startsWith("can't read a.parquet: "), refusal);
    }
    copy("table-brotli.parquet", "b.parquet");
    String refusal = source.refusal("b.parquet");
    assertTrue(refusal.contains("it is compressed with BROTLI"), refusal);
    assertEquals(
        "standard input can't be read as Parquet, which needs a file",
        new ReadSource(directory).given(whole).refusal("-"));
  }

  @Test
  void readsAnotherColumnBesideTheText() throws IOException {
    copy("table-none.parquet", "a.parquet");
    try (ParquetRecords rows =
        ParquetRecords.open(
            "a", directory.resolve("a.parquet"), SourceSpec.parse("s=a"), Optional.of("id"))) {
      assertEquals(Set.of("text", "id"), rows.next().orElseThrow().fields().keySet());
    }
  }

  private void copy(String resource, String name) throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/dev/quantloop/app/source/" + resource)) {
      Files.write(directory.resolve(name), in.readAllBytes());
    }
  }
}
