package dev.quantloop.llama.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.Native;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenizerTest {
  @Test
  void countsTheTokensThatLlamaTokenizeCounts() {
    try (Model model = Native.demoModel()) {
      assertEquals(12015, Native.referenceTokens(model, 1, 12015).length);
      assertTrue(model.tokenizer().addsBos());
      assertEquals(model.tokenizer().bos(), Native.referenceTokens(model, 1, 1)[0]);
    }
  }

  @Test
  void addsBosOnlyWhenAsked() {
    try (Model model = Native.demoModel()) {
      int[] plain = model.tokenizer().tokenize("one two", false, false);
      int[] special = model.tokenizer().tokenize("one two", true, false);
      assertEquals(plain.length + 1, special.length);
      assertEquals(model.tokenizer().bos(), special[0]);
    }
  }

  @Test
  void givesTheTextBack() {
    try (Model model = Native.demoModel()) {
      String text = "Größe ≠ 大きさ — naïve 🙂\n\tcode();";
      int[] tokens = model.tokenizer().tokenize(text, false, false);
      assertEquals(text, model.tokenizer().text(tokens).strip());
    }
  }

  @Test
  void givesEachTokensBytes() {
    try (Model model = Native.demoModel()) {
      Tokenizer tokenizer = model.tokenizer();
      int[] tokens = tokenizer.tokenize("大きさ 🙂", true, false);
      List<byte[]> pieces = tokenizer.pieces(tokens);
      assertEquals(tokens.length, pieces.size());
      assertEquals("<s>", new String(pieces.get(0), StandardCharsets.UTF_8));
      assertTrue(pieces.stream().anyMatch(piece -> piece.length == 1 && piece[0] < 0));
      int bytes = pieces.stream().mapToInt(piece -> piece.length).sum();
      assertEquals(tokenizer.text(tokens).getBytes(StandardCharsets.UTF_8).length, bytes);
    }
  }

  @Test
  void tellsPiecesOfTextFromOtherTokens() {
    try (Model model = Native.demoModel()) {
      Tokenizer tokenizer = model.tokenizer();
      // <unk>, <s>, </s> and 256 bytes are none
      assertEquals(4096, tokenizer.size());
      assertArrayEquals(
          IntStream.range(259, 4096).toArray(),
          IntStream.range(0, 4096).filter(tokenizer::isNormal).toArray());
    }
  }

  @Test
  void parsesSpecialTokensOnlyWhenAsked() {
    try (Model model = Native.demoModel()) {
      int[] asText = model.tokenizer().tokenize("</s>", false, false);
      int[] asToken = model.tokenizer().tokenize("</s>", false, true);
      assertTrue(asText.length > 1);
      assertArrayEquals(new int[] {2}, asToken);
    }
  }
}
