package dev.quantloop.app.source.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.source.BrokenRecordException;
import dev.quantloop.app.source.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {
  private Path directory;
  private ReadSource source;

  @BeforeEach
  void prepare(@TempDir Path temporary) throws IOException {
    directory = temporary.toRealPath();
    source = new ReadSource(directory);
  }

  @Test
  void makesADocumentOfEachRecordNamedByItsLine() throws IOException {
    file("a.jsonl", "{\"text\": \"one\", \"n\": NaN}\r\n\n  \n{\"text\": \"zw\u00f6lf\\r\\n\"}");
    assertEquals(List.of("one", "zw\u00f6lf\n"), source.texts("a.jsonl"));
    assertEquals("1 document with CRLF line ends converted to LF: a.jsonl:4", source.said());
    assertEquals(
        Sha256.of("one\nzw\u00f6lf\n".getBytes(StandardCharsets.UTF_8)), source.report.sha256());
    assertEquals(1, source.report.files());
    assertEquals("a.jsonl:1 a.jsonl:4", new ReadSource(directory).names("a.jsonl"));
  }

  @Test
  void readsABeginningThatIsMarked() throws IOException {
    file("a.jsonl", "\uFEFF{\"content\": \"one\"}\n");
    assertEquals(List.of("one"), source.texts("a.jsonl"));
  }

  @Test
  void findsTheTextAtAPath() throws IOException {
    file("a.jsonl", "{\"a\": {\"b\": [{\"c\": \"deep\"}]}, \"x.y\": \"dotted\", \"text\": \"t\"}");
    assertEquals(List.of("deep"), source.texts("a.jsonl;field=a.b.0.c"));
    assertEquals(List.of("dotted"), source.texts("a.jsonl;field=x.y"));
    assertEquals(List.of("t"), source.texts("a.jsonl"));
  }

  @Test
  void saysWhichFieldsThereAre() throws IOException {
    file("a.jsonl", "{\"body\": \"one\", \"id\": 1}\n{\"body\": \"two\"}");
    assertEquals(
        "a.jsonl:1 has no field text or content; say which field is the text with ;field=NAME: its"
            + " fields are body, id",
        source.refusal("a.jsonl"));
    assertEquals(
        "no record of a.jsonl has the field bdy; its fields are body, id",
        source.refusal("a.jsonl;field=bdy"));
  }

  @Test
  void countsRecordsThatAreNoUse() throws IOException {
    file(
        "a.jsonl",
        """
        {"text": "one"}
        {"text": "tw
        {"other": "three"}
        {"text": "f\\u0000ur"}
        {"text": " "}
        {"text": 6}
        [7]
        {"text": "\\ud800"}
        {"text": "nine"} {}
        {"text": "ten"}
        {"text": "eleven"}
        {"text": "twelve"}
        {"text": "thirteen"}
        """);
    assertEquals(List.of("one", "ten", "eleven", "twelve", "thirteen"), source.texts("a.jsonl"));
    assertEquals(
        List.of(
            "5 broken records passed over",
            "1 record without the field passed over: a.jsonl:3",
            "1 record without text passed over: a.jsonl:5",
            "1 record with a NUL character passed over: a.jsonl:4"),
        source
            .said()
            .lines()
            .map(line -> line.replaceFirst("(over): .*a.jsonl:7.*", "$1"))
            .toList());
    assertTrue(
        source.said().contains("a.jsonl:6: text is not text, a.jsonl:7: not a JSON object"),
        source.said());
  }

  @Test
  void refusesMoreBrokenRecordsThanTheLimitAllows() throws IOException {
    file("a.jsonl", "{\"text\": \"one\"}\n".repeat(200) + "{\"text\": \n".repeat(101));
    String refusal = source.refusal("a.jsonl");
    assertTrue(
        refusal.startsWith(
            "the source s has more than 100 broken records; the first: a.jsonl:201: "),
        refusal);
    assertEquals(200, new ReadSource(directory).texts("a.jsonl;limit=101").size());
    file("b.jsonl", "{\"text\": \"one\"}\nnot\nJSON\n");
    refusal = new ReadSource(directory).refusal("b.jsonl");
    assertTrue(refusal.startsWith("most records of b.jsonl are broken (2 of 3)"), refusal);
  }

  @Test
  void passesOverARecordWithBytesThatAreNotUtf8() throws IOException {
    Files.write(
        directory.resolve("a.jsonl"),
        "{\"text\": \"na\u00efve\"}\n{\"text\": \"plain\"}\n"
            .getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(List.of("plain"), source.texts("a.jsonl"));
    assertTrue(
        source.said().startsWith("1 broken record passed over: a.jsonl:1: Invalid UTF-8"),
        source.said());
  }

  @Test
  void refusesAFileWithoutRecords() throws IOException {
    file("a.jsonl", "\n \n");
    assertEquals("the source s has no document", source.refusal("a.jsonl"));
  }

  @Test
  void givesChatsToTheRenderer() throws IOException {
    file("a.jsonl", "{\"messages\": [{\"content\": \"hi\"}]}\n{\"messages\": []}\n");
    assertEquals(
        "a.jsonl:1 holds a chat (messages), which only a model's chat template makes a text of; this"
            + " command renders none",
        source.refusal("a.jsonl"));
    ReadSource rendering =
        new ReadSource(directory)
            .withChats(
                (messages, record) -> {
                  if (messages.isEmpty()) {
                    throw new BrokenRecordException("no message");
                  }
                  return "<s>" + ((Map<?, ?>) messages.get(0)).get("content");
                });
    assertEquals(List.of("<s>hi"), rendering.texts("a.jsonl"));
    assertEquals("1 broken record passed over: a.jsonl:2: no message", rendering.said());
    assertTrue(rendering.documents("a.jsonl").get(0).parseSpecial());
  }

  @Test
  void refusesAFileThatGrowsWhileItIsRead() throws IOException {
    Path file = directory.resolve("a.jsonl");
    file("a.jsonl", "{\"text\": \"one\"}\n".repeat(10_000));
    ReadSource growing =
        new ReadSource(directory).onDocument(2, () -> file("a.jsonl", "{\"text\": \"other\"}\n"));
    assertEquals(
        "a.jsonl was changed while it was read; try again when it is done",
        growing.refusal(file.getFileName().toString()));
  }

  @Test
  void readsALongLine() throws IOException {
    String text = "x".repeat(30_000_000);
    file("a.jsonl", "{\"text\": \"" + text + "\"}\n{\"text\": \"short\"}\n");
    assertEquals(List.of(text, "short"), source.texts("a.jsonl"));
  }

  @Test
  void readsWhatIsToldToBeJsonLines() throws IOException {
    file("a.data", "{\"text\": \"one\"}");
    assertEquals(List.of("one"), source.texts("a.data;format=jsonl"));
    assertEquals(
        List.of("one"),
        new ReadSource(directory)
            .given("{\"text\": \"one\"}".getBytes(StandardCharsets.UTF_8))
            .texts("-;format=jsonl"));
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }
}
