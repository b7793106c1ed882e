package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
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
  void takesOneChunkWhereNoMoreIsAskedFor() {
    Result result = ppl("-c", "128", "--chunks", "1");
    assertEquals(0, result.code(), result.err());
    assertTrue(result.out().contains("over 63 tokens of 1 chunk"), result.out());
  }

  @Test
  void saysWhichOptionsDoNothingWithoutGpus() {
    Result result = ppl("-c", "128", "--chunks", "2", "-ngl", "5", "-ts", "3,1", "-sm", "row");
    assertEquals(0, result.code(), result.err());
    assertTrue(
        result.err().contains("warning: -ngl, -sm, -ts have no effect: the library has no GPU"),
        result.err());
  }

  @Test
  void readsNoMoreOfATextThanItsChunksNeed() throws IOException {
    Path text = directory.resolve("long.txt");
    Files.writeString(text, "one two three. ".repeat(40_000) + "ä", StandardCharsets.ISO_8859_1);
    String[] two = {"ppl", "-m", StageFiles.MODEL.toString(), "-f", text.toString(), "-c", "128"};
    Result some = new CliFixture(directory).run(with(two, "--chunks", "2"));
    assertEquals(0, some.code(), some.err());
    assertTrue(some.out().contains("of 2 chunks"), some.out());
    Result all = new CliFixture(directory).run(two);
    assertEquals(1, all.code());
    assertTrue(
        all.message().endsWith("is not UTF-8: byte 0xE4 at offset 600000 (line 1)"), all.err());
  }

  @Test
  void goesOnWithoutAFileThatIsEmpty() throws IOException {
    Path empty = Files.writeString(directory.resolve("empty.txt"), "");
    Result result = ppl("-f", empty.toString(), "-c", "128", "--cpu-variant", "haswell");
    assertEquals("PPL = 27.0450 ± 2.03537 over 1701 tokens of 27 chunks\n", result.out());
    assertTrue(result.err().contains("warning: " + empty + " is empty"), result.err());
    Result none =
        new CliFixture(directory)
            .run(
                "ppl",
                "-m",
                StageFiles.MODEL.toString(),
                "-f",
                empty.toString(),
                "-f",
                empty.toString());
    assertEquals(1, none.code());
    assertTrue(none.message().contains("there is no text: "), none.err());
  }

  @Test
  void takesNamesOfSpecialTokensForTokensWhenAsked() throws IOException {
    Path text = Files.writeString(directory.resolve("s.txt"), "word</s>".repeat(200));
    String[] words = {
      "ppl", "-m", StageFiles.MODEL.toString(), "-f", text.toString(), "-c", "64", "--json"
    };
    Result asText = new CliFixture(directory).run(words);
    Result asTokens = new CliFixture(directory).run(with(words, "--parse-special"));
    assertEquals(0, asTokens.code(), asTokens.err());
    assertTrue(chunks(asTokens) < chunks(asText), asText.out() + asTokens.out());
  }

  private static int chunks(Result result) {
    return Integer.parseInt(result.out().replaceAll("(?s).*\"chunks\" : (\\d+).*", "$1"));
  }

  private static String[] with(String[] words, String... more) {
    return Stream.of(words, more).flatMap(Stream::of).toArray(String[]::new);
  }

  private Result ppl(String... more) {
    String[] arguments = new String[more.length + 7];
    System.arraycopy(
        new String[] {
          "ppl", "-m", StageFiles.MODEL.toString(), "-f", StageFiles.TEXT.toString(), "-t", "1"
        },
        0,
        arguments,
        0,
        7);
    System.arraycopy(more, 0, arguments, 7, more.length);
    return new CliFixture(directory).run(arguments);
  }
}
