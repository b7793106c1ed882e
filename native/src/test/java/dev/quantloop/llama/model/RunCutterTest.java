package dev.quantloop.llama.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.llama.Native;
import dev.quantloop.llama.gguf.GgufWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunCutterTest {
  private static final int SHORT = 1_000;
  private static final int LENGTH = 10_001;

  @TempDir private Path directory;

  @Test
  void sentencePieceGivesTheSameTokensWithAndWithoutCuts() {
    try (Model model = Native.demoModel()) {
      assertSameTokens(model.tokenizer());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-4o",
        "deepseek-llm",
        "deepseek-coder",
        "deepseek-v3",
        "tekken",
        "llama-bpe",
        "gpt-2",
        "qwen2",
        "falcon",
        "bloom",
        "exaone-moe",
        "tiny_aya",
        "afmoe"
      })
  void bytePairsGiveTheSameTokensWithAndWithoutCuts(String preTokenizer) {
    try (Model vocabulary = vocabulary(preTokenizer)) {
      assertSameTokens(vocabulary.tokenizer());
    }
  }

  /** Each of them ends the process where it is tokenized at once. */
  @ParameterizedTest
  @ValueSource(strings = {" ", "\n"})
  void twoMillionOfACharacterAreTokenized(String run) {
    try (Model vocabulary = vocabulary("gpt-4o")) {
      int[] tokens =
          vocabulary.tokenizer().tokenize("x" + run.repeat(2_000_001) + "y", false, false);
      assertEquals(
          2_000_003,
          vocabulary.tokenizer().pieces(tokens).stream().mapToInt(piece -> piece.length).sum());
    }
  }

  private static void assertSameTokens(Tokenizer tokenizer) {
    for (String unit :
        List.of(
            " ", "\n", "\n   ", " \t", "a", "A", "aB", "1", "7", "-", "🙂", "大", "é", "ab3/-")) {
      assertSameTokens(tokenizer, unit.repeat(LENGTH / unit.length()));
    }
    assertSameTokens(tokenizer, "aaaa 12aa ".repeat(LENGTH / 10));
    assertSameTokens(tokenizer, "aa a ".repeat(LENGTH / 5));
  }

  private static void assertSameTokens(Tokenizer tokenizer, String run) {
    String text = "Some words, 12 of them." + run + " and the rest.";
    assertArrayEquals(
        TextTokenizerTest.tokens(tokenizer, text, false, LENGTH + 100, Integer.MAX_VALUE),
        TextTokenizerTest.tokens(tokenizer, text, false, LENGTH + 100, SHORT),
        () -> "cut " + run.substring(0, 10));
  }

  /** Of the bytes and of runs that were merged, as other models have them. */
  private Model vocabulary(String preTokenizer) {
    List<String> tokens =
        new ArrayList<>(IntStream.range(0, 256).mapToObj(SmallVocabulary::letter).toList());
    List<String> merges = new ArrayList<>();
    for (String unit : List.of(" ", "\n", "a", "1", "-")) {
      String one = SmallVocabulary.letter(unit.charAt(0));
      merge(one, one, tokens, merges);
      merge(one + one, one, tokens, merges);
      merge(one + one, one + one, tokens, merges);
      merge(one.repeat(4), one.repeat(4), tokens, merges);
      merge(one.repeat(4), one.repeat(3), tokens, merges);
    }
    merge(SmallVocabulary.letter(0xf0), SmallVocabulary.letter(0x9f), tokens, merges);
    merge(SmallVocabulary.letter(0xe5), SmallVocabulary.letter(0xa4), tokens, merges);
    merge(SmallVocabulary.letter(' '), "a", tokens, merges);
    GgufWriter writer =
        new GgufWriter()
            .putText("general.architecture", "llama")
            .putUint32("llama.context_length", 512)
            .putUint32("llama.embedding_length", 32)
            .putUint32("llama.block_count", 1)
            .putText("tokenizer.ggml.model", "gpt2")
            .putText("tokenizer.ggml.pre", preTokenizer)
            .putTexts("tokenizer.ggml.tokens", tokens)
            .putTexts("tokenizer.ggml.merges", merges);
    Path file = directory.resolve(preTokenizer + ".gguf");
    writer.write(file);
    return Model.load(Native.library(), file, ModelOptions.VOCABULARY);
  }

  private static void merge(String left, String right, List<String> tokens, List<String> merges) {
    tokens.add(left + right);
    merges.add(left + " " + right);
  }
}
