package dev.quantloop.app.chunktext;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.tracker.view.ChunkScore;
import dev.quantloop.tracker.view.Distribution;
import java.util.Comparator;
import java.util.List;

/**
 * The text of a chunk of an evaluation set, and how far a quant diverges on its tokens.
 *
 * @param tokens those that are scored, in their order: the chunk's last ones
 */
public record ChunkText(String text, List<ScoredToken> tokens) {
  public ChunkText {
    tokens = List.copyOf(tokens);
  }

  /**
   * A token that both models had to predict.
   *
   * @param start the number of characters (code points) before it
   * @param end the number of characters up to its end
   * @param kld in nats
   */
  public record ScoredToken(int start, int end, double kld) {}

  /** Where a chunk stands among the others: "worst of 27", "2nd worst of 27". */
  public static String place(Distribution distribution, ChunkScore chunk) {
    int place = distribution.place(chunk);
    String which = place == 1 ? "worst" : Numbers.ordinal(place) + " worst";
    return which + " of " + distribution.chunks().size();
  }

  /** The tokens of the highest divergence, the highest first. */
  public List<ScoredToken> worst(int count) {
    return tokens.stream()
        .sorted(Comparator.comparingDouble(ScoredToken::kld).reversed())
        .limit(count)
        .toList();
  }

  public String textOf(ScoredToken token) {
    return part(token.start(), token.end());
  }

  /** So many characters before the token, or as many as there are. */
  public String textBefore(ScoredToken token, int characters) {
    return part(Math.max(0, token.start() - characters), token.start());
  }

  /** A part of the text, its ends counted in characters (code points). */
  private String part(int from, int to) {
    int begin = text.offsetByCodePoints(0, from);
    return text.substring(begin, text.offsetByCodePoints(begin, to - from));
  }
}
