package dev.quantloop.app.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class RandomTokensTest {
  /** Of a hundred tokens, the first ten of which are special. */
  private record Numbers(IntPredicate normal) implements TokenVocabulary {
    @Override
    public CutText cut(InputStream text, int contextSize) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int size() {
      return 100;
    }

    @Override
    public boolean isNormal(int token) {
      return normal.test(token);
    }

    @Override
    public byte[] piece(int token) {
      return (token + " ").getBytes(StandardCharsets.UTF_8);
    }
  }

  private static final TokenVocabulary VOCABULARY = new Numbers(token -> token >= 10);

  @Test
  void allNormalTokensComeEquallyOftenAndNoOthers() {
    int[] counts = new int[100];
    for (Document document : documents("90k", 1)) {
      Arrays.stream(document.tokens().orElseThrow()).forEach(token -> counts[token]++);
    }

    assertEquals(0, Arrays.stream(counts, 0, 10).sum());
    assertEquals(90_000, Arrays.stream(counts).sum());
    // chi-square with 89 degrees of freedom: mean 89, standard deviation 13.3
    double chiSquare =
        Arrays.stream(counts, 10, 100).mapToDouble(n -> Math.pow(n - 1000.0, 2) / 1000).sum();
    assertTrue(chiSquare > 45 && chiSquare < 150, "" + chiSquare);
  }

  @Test
  void documentsHaveTheTokensAndTheirText() throws IOException {
    List<Document> documents = documents("1100", 1);

    assertEquals(
        List.of(512, 512, 76),
        documents.stream().map(document -> document.tokens().orElseThrow().length).toList());
    Document last = documents.get(2);
    assertEquals("random tokens 1025 to 1100", last.name());
    StringBuilder text = new StringBuilder();
    Arrays.stream(last.tokens().orElseThrow()).forEach(token -> text.append(token).append(' '));
    try (InputStream in = last.text().get()) {
      assertEquals(text.toString(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    assertEquals(text.length(), last.bytes());
  }

  @Test
  void theSeedDecidesAndFewerAreTheBeginningOfMore() {
    int[] some = tokens("100", 7);
    assertArrayEquals(some, tokens("100", 7));
    assertArrayEquals(some, Arrays.copyOf(tokens("2000", 7), 100));
    assertFalse(Arrays.equals(some, tokens("100", 8)));
  }

  @Test
  void whatCannotBeDrawnIsRefused() {
    for (String count : List.of("", "0", "-5", "many")) {
      assertThrows(UsageException.class, () -> new RandomTokens(VOCABULARY, count, 1));
    }
    TokenVocabulary special = new Numbers(token -> false);
    assertThrows(UserException.class, () -> new RandomTokens(special, "10", 1));
  }

  private static int[] tokens(String count, long seed) {
    return documents(count, seed).stream()
        .flatMapToInt(document -> Arrays.stream(document.tokens().orElseThrow()))
        .toArray();
  }

  private static List<Document> documents(String count, long seed) {
    List<Document> documents = new ArrayList<>();
    try (DocumentReader reader = new RandomTokens(VOCABULARY, count, seed)) {
      for (Optional<Document> next = reader.next(); next.isPresent(); next = reader.next()) {
        documents.add(next.get());
      }
    }
    return documents;
  }
}
