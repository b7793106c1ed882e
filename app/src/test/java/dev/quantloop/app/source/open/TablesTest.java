package dev.quantloop.app.source.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON documents, CSV and TSV. */
class TablesTest {
  private Path directory;
  private ReadSource source;

  @BeforeEach
  void prepare(@TempDir Path temporary) throws IOException {
    directory = temporary.toRealPath();
    source = new ReadSource(directory);
  }

  @Test
  void readsTheRecordsOfAJsonList() throws IOException {
    file("a.json", "[ {\"a\": {\"b\": \"one\"}},\n {\"a\": {\"b\": \"two\"}} ]\n");
    assertEquals(List.of("one", "two"), source.texts("a.json;field=a.b"));
    assertEquals("a.json:1 a.json:2", new ReadSource(directory).names("a.json;field=a.b"));
    file("b.json", "[\"one\", \"two\"]");
    assertEquals(List.of("one", "two"), source.texts("b.json"));
  }

  @Test
  void readsLinesInAJsonFile() throws IOException {
    file("a.json", "{\"text\": \"one\"}\nbroken\n{\"text\": \"two\"}\n");
    assertEquals(List.of("one", "two"), source.texts("a.json"));
    file("b.json", "{\"text\":\n\"one\"}\n{\"text\":\n\"two\"}\n");
    assertEquals(List.of("one", "two"), source.texts("b.json"));
    file("c.json", "{\"text\": \"one\"}");
    assertEquals(List.of("one"), source.texts("c.json"));
  }

  @Test
  void refusesJsonThatHoldsNoRecords() throws IOException {
    String columns = "can't read a.json: it is an object of columns, not a list of records";
    refuses("{\"text\": [\"one\", \"two\"], \"id\": [1, 2]}", columns);
    refuses("{\"text\": {\"0\": \"one\", \"1\": \"two\"}}", columns);
    refuses("{\n\"text\": [\"one\",\n\"two\"]}\n", columns);
    refuses("[{\"text\": \"one\"}, {\"text\": ", "can't read a.json: line 1: Unexpected end");
    refuses("[{\"text\": \"one\"}", "can't read a.json: ");
    refuses("[{\"text\": \"one\"}] x", "can't read a.json: line 1: ");
    refuses("[{\"text\": \"one\"}] [1]", "can't read a.json: something follows its list");
    refuses("[]", "the source s has no document");
    refuses(
        "[1, 2]", "most records of a.json are broken (2 of 2); the first: a.json:1: not a JSON");
    refuses("{\"name\": 1}", "a.json:1 has no field text or content");
    refuses("no JSON", "can't read a.json: line 1: Unrecognized token");
  }

  private void refuses(String json, String begin) throws IOException {
    file("a.json", json);
    String refusal = new ReadSource(directory).refusal("a.json");
    assertTrue(refusal.startsWith(begin), refusal);
  }

  @Test
  void readsTheRowsOfCsv() throws IOException {
    file(
        "a.csv",
        "\uFEFFid,text\r\n1,\"one, \"\"quoted\"\"\r\nand more\"\r\n2,two\r\n\r\n3\r\n4,four,x\r\n5,\r\n");
    assertEquals(List.of("one, \"quoted\"\nand more", "two"), source.texts("a.csv"));
    assertEquals(
        """
        2 broken records passed over: a.csv:6: it has 1 values, and there are 2 columns, \
        a.csv:7: it has 3 values, and there are 2 columns
        1 record without text passed over: a.csv:8
        1 document with CRLF line ends converted to LF: a.csv:2""",
        source.said());
    assertEquals("a.csv:2 a.csv:4", new ReadSource(directory).names("a.csv"));
  }

  @Test
  void readsTsvWithAFieldOfItsOwn() throws IOException {
    file("a.tsv", "id\tbody\n1\tone, two\n2\t\"thr\tee\"\n");
    assertEquals(List.of("one, two", "thr\tee"), source.texts("a.tsv;field=body"));
    assertEquals(
        "a.tsv:2 has no field text or content; say which field is the text with ;field=NAME: its"
            + " fields are id, body",
        new ReadSource(directory).refusal("a.tsv"));
    assertEquals(
        "no record of a.tsv has the field b; its fields are id, body",
        new ReadSource(directory).refusal("a.tsv;field=b"));
  }

  @Test
  void refusesCsvThatIsCutShort() throws IOException {
    file("a.csv", "text\n\"one\"\n\"two");
    String refusal = source.refusal("a.csv");
    assertEquals("can't read a.csv: the quotation mark in line 3 is not closed", refusal);
  }

  @Test
  void passesOverRowsThatAreNotUtf8() throws IOException {
    Files.write(
        directory.resolve("a.csv"),
        "text\none\nna\u00efve\ntwo\n".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(List.of("one", "two"), source.texts("a.csv"));
    assertEquals("1 broken record passed over: a.csv:3: the text is not UTF-8", source.said());
    Files.write(directory.resolve("b.csv"), "text\none\n".getBytes(StandardCharsets.UTF_16));
    assertEquals(
        "b.csv is UTF-16, not UTF-8; convert it with: iconv -f UTF-16 -t UTF-8",
        source.refusal("b.csv"));
  }

  @Test
  void takesFilesOfCodeAsTextUnlessTheyAreAskedFor() throws IOException {
    file("d/a.json", "{\"name\": \"code\"}");
    file("d/b.csv", "x,y\n1,2\n");
    file("d/c.json", "[{\"text\": \"record\"}]");
    assertEquals(List.of("{\"name\": \"code\"}", "x,y\n1,2\n", "record"), source.texts("d"));
    assertEquals("2 files without records read as text: d/a.json, d/b.csv", source.said());
    String refusal = new ReadSource(directory).refusal("d/*.json");
    assertTrue(refusal.startsWith("d/a.json:1 has no field text or content"), refusal);
    assertEquals(List.of("x,y\n1,2\n"), new ReadSource(directory).texts("d/b.csv;format=text"));
  }

  @Test
  void looksIntoFilesWhoseNamesDoNotTell() throws IOException {
    file("a", "{\"body\": \"one\"}\n{\"body\": \"two\"}\n");
    assertEquals(List.of("one", "two"), source.texts("a;field=body"));
    assertEquals(1, new ReadSource(directory).texts("a").size());
    byte[] lines = "{\"text\": \"one\"}\n{\"text\": \"two\"}\n".getBytes(StandardCharsets.UTF_8);
    ReadSource piped = new ReadSource(directory).given(lines);
    assertEquals(List.of("one", "two"), piped.texts("-"));
    assertEquals(
        "standard input is read as JSONL; ;format=text would take it as text", piped.said());
    assertEquals(1, new ReadSource(directory).given(lines).texts("-;format=text").size());
    byte[] list = "[{\"text\": \"one\"}]".getBytes(StandardCharsets.UTF_8);
    assertEquals(List.of("one"), new ReadSource(directory).given(list).texts("-"));
    byte[] rows = "text\none\n".getBytes(StandardCharsets.UTF_8);
    assertEquals(List.of("one"), new ReadSource(directory).given(rows).texts("-;format=csv"));
  }

  private void file(String name, String text) throws IOException {
    Files.createDirectories(directory.resolve(name).getParent());
    Files.writeString(directory.resolve(name), text);
  }
}
