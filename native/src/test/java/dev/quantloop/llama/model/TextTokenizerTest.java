package dev.quantloop.llama.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.AbortedException;
import dev.quantloop.llama.Native;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTokenizerTest {
  private static final int SMALL = 400;

  /** What is difficult at a seam: runs, what is grouped, what combines, and special tokens. */
  private static final List<String> NASTY =
      List.of(
          " ",
          "  ",
          "\n",
          "\r\n",
          "\n\n",
          "\t",
          "\u3000",
          "\u00a0",
          "1234567",
          "42",
          "3.14",
          "a",
          "word",
          "Word's",
          "WORDS",
          "it’ll",
          "é",
          "e\u0301",
          "大きさ",
          "模型的",
          "。",
          "、",
          "한국어",
          "🙂",
          "👩‍👩‍👧",
          "ไทย",
          "हिन्दी",
          "--",
          "...",
          ",",
          "(x)",
          "</s>",
          "<s>",
          "<unk>",
          "<|im_end|>",
          "<dna>",
          "▁",
          "\ufeff",
          "Ġ",
          "_",
          "https://x.y/z?q=1",
          "::",
          "'",
          "\u0300",
          "٣٤٥");

  @TempDir private Path directory;

  @Test
  void sentencePieceGivesTheTokensOfTheWholeText() {
    try (Model model = Native.demoModel()) {
      assertSameTokens(model.tokenizer());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama",
        "gemma",
        "t5",
        "bert",
        "rwkv",
        "plamo2",
        "gemma4",
        "superbpe",
        "exaone-moe",
        "gpt-2",
        "llama-bpe",
        "gpt-4o",
        "deepseek-llm",
        "deepseek-v3",
        "bloom",
        "falcon",
        "tiny_aya",
        "tekken",
        "qwen2",
        "default"
      })
  void vocabulariesOfAllKindsGiveTheTokensOfTheWholeText(String kind) {
    try (Model model = SmallVocabulary.load(directory, kind, samples())) {
      assertSameTokens(model.tokenizer());
    }
  }

  @Test
  void textMayTakeMoreTokensThanItHasBytes() {
    String text = "a b c d ".repeat(10_000);

    try (Model model = SmallVocabulary.load(directory, "llama", List.of("abcd"))) {
      int[] tokens = model.tokenizer().tokenize(text, false, false);

      assertTrue(tokens.length > 1.5 * text.length(), tokens.length + " tokens");
      assertTrue(model.tokenizer().tokenize("a b c d ".repeat(20), false, false).length > 240);
      assertSameTokens(model.tokenizer());
    }
  }

  private static List<String> samples() {
    return IntStream.range(0, 100)
        .mapToObj(seed -> nasty(seed).substring(0, 40).replaceAll("\\p{Cs}", ""))
        .toList();
  }

  private static void assertSameTokens(Tokenizer tokenizer) {
    for (int seed = 0; seed < 6; seed++) {
      String text = nasty(seed);
      boolean parseSpecial = seed % 2 > 0;
      int[] whole = whole(tokenizer, text, parseSpecial);
      int[] cut = tokens(tokenizer, text, parseSpecial, SMALL, Integer.MAX_VALUE);
      assertArrayEquals(whole, cut, "seed " + seed);
    }
  }

  /** Words in between, or there would be no place to cut at all. */
  static String nasty(int seed) {
    Random random = new Random(seed);
    int often = 1 + random.nextInt(4);
    return IntStream.range(0, 1500)
        .mapToObj(
            i -> random.nextInt(often) > 0 ? " text" : NASTY.get(random.nextInt(NASTY.size())))
        .collect(Collectors.joining());
  }

  @Test
  void placesToCutAreFoundInTextsWithAndWithoutBlanks() {
    try (Model model = Native.demoModel()) {
      for (String sentence : List.of("Some words, 12 of them.\n", "言語モデルの大きさを、測定する。")) {
        assertTrue(parts(model.tokenizer(), sentence.repeat(400), false, SMALL) > 10, sentence);
      }
    }
  }

  static int parts(Tokenizer tokenizer, String text, boolean parseSpecial, int pieceBytes) {
    List<int[]> parts = new ArrayList<>();
    run(tokenizer, stream(text), parseSpecial, pieceBytes, Integer.MAX_VALUE, parts::add);
    return parts.size();
  }

  @Test
  void noMoreIsReadThanWanted() {
    InputStream endless =
        new InputStream() {
          private int count;

          @Override
          public int read() {
            assertTrue(count++ < 1_000_000, "read far too much");
            return "words ".charAt(count % 6);
          }
        };
    try (Model model = Native.demoModel()) {
      int[] calls = new int[1];
      assertFalse(run(model.tokenizer(), endless, false, SMALL, 1000, ids -> ++calls[0] < 10));
      assertEquals(10, calls[0]);
    }
  }

  @Test
  void tellsHowManyBytesAreDone() throws IOException {
    String text = "Some words, 12 of them.\n".repeat(5000);
    List<Long> done = new ArrayList<>();
    try (Model model = Native.demoModel()) {
      new TextTokenizer(model.tokenizer(), 2)
          .tokenize(stream(text), true, false, done::add, ids -> true);
    }
    assertEquals(text.length(), done.get(done.size() - 1));
    assertEquals(done.stream().sorted().toList(), done);
    assertTrue(done.size() > 3);
  }

  @Test
  void manyTextsGiveTheTokensOfEach() {
    List<String> texts =
        List.of("", "one", "two words", "long text. ".repeat(200_000), "大きさ ".repeat(10_000));
    try (Model model = Native.demoModel()) {
      Tokenizer tokenizer = model.tokenizer();
      List<int[]> ids =
          new TextTokenizer(tokenizer, 2)
              .tokenize(
                  texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList(),
                  false);
      for (int i = 0; i < texts.size(); i++) {
        assertArrayEquals(tokenizer.tokenize(texts.get(i), false, false), ids.get(i));
      }
    }
  }

  @Test
  void anInterruptStopsIt() {
    try (Model model = Native.demoModel()) {
      Thread.currentThread().interrupt();
      assertThrows(
          AbortedException.class,
          () -> model.tokenizer().tokenize("some words ".repeat(10_000), true, false));
      assertTrue(Thread.interrupted());
    }
  }

  static int[] whole(Tokenizer tokenizer, String text, boolean parseSpecial) {
    return tokens(tokenizer, text, parseSpecial, 4 * text.length(), Integer.MAX_VALUE);
  }

  static int[] tokens(
      Tokenizer tokenizer, String text, boolean parseSpecial, int pieceBytes, int longestRun) {
    IntStream.Builder all = IntStream.builder();
    run(
        tokenizer,
        stream(text),
        parseSpecial,
        pieceBytes,
        longestRun,
        ids -> {
          IntStream.of(ids).forEach(all::add);
          return true;
        });
    return all.build().toArray();
  }

  private static boolean run(
      Tokenizer tokenizer,
      InputStream text,
      boolean parseSpecial,
      int pieceBytes,
      int longestRun,
      TextTokenizer.Sink sink) {
    try {
      return new TextTokenizer(tokenizer, 2)
          .tokenize(text, true, parseSpecial, bytes -> {}, sink, pieceBytes, longestRun);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
