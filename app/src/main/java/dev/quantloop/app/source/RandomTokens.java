package dev.quantloop.app.source;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Amounts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Tokens that are drawn uniformly from the normal ones of a vocabulary: the baseline that every
 * corpus must beat. Documents have 512 tokens, the last one what is left. The same seed gives the
 * same tokens, and fewer of them are the beginning of more.
 */
public final class RandomTokens implements DocumentReader {
  static final int DOCUMENT_TOKENS = 512;
  private static final long DEFAULT_SEED = 1;

  private final TokenVocabulary vocabulary;
  private final int[] normal;
  private final long count;
  private final SplittableRandom random;
  private long given;

  /** Opens {@code random:COUNT}. */
  public static DocumentReader open(
      SourceSpec spec, String count, ReadingContext context, ReadingReport report) {
    TokenVocabulary vocabulary =
        context
            .vocabulary()
            .orElseThrow(
                () ->
                    new UserException(
                        "random tokens are those of a model, which this command does not have"));
    return new RandomTokens(vocabulary, count, spec.number(SourceOption.SEED, DEFAULT_SEED));
  }

  /**
   * @param count how many tokens, as people write it: 8000 or 8k
   * @throws UsageException when that is not a number of tokens
   */
  public RandomTokens(TokenVocabulary vocabulary, String count, long seed) {
    this.vocabulary = vocabulary;
    this.count =
        Amounts.tokens(count)
            .orElseThrow(() -> new UsageException("random: " + Amounts.noTokens(count)));
    this.normal = IntStream.range(0, vocabulary.size()).filter(vocabulary::isNormal).toArray();
    this.random = new SplittableRandom(seed);
    if (normal.length == 0) {
      throw new UserException(
          "random tokens can't be drawn: the model's vocabulary has no normal tokens");
    }
  }

  @Override
  public Optional<Document> next() {
    if (given == count) {
      return Optional.empty();
    }
    int[] tokens = new int[(int) Math.min(DOCUMENT_TOKENS, count - given)];
    Arrays.setAll(tokens, i -> normal[random.nextInt(normal.length)]);
    String name = "random tokens %d to %d".formatted(given + 1, given + tokens.length);
    given += tokens.length;
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int token : tokens) {
      text.writeBytes(vocabulary.piece(token));
    }
    byte[] utf8 = text.toByteArray();
    return Optional.of(
        new Document(
            name, utf8.length, () -> new ByteArrayInputStream(utf8), false, Optional.of(tokens)));
  }

  @Override
  public void close() {}
}
