package dev.quantloop.app.tui.text;

import dev.quantloop.app.tui.dialog.TextField;
import java.util.List;
import java.util.Optional;

/**
 * The choice between words that could be completed to: an immutable value.
 *
 * @param typed the field as it was
 * @param from where the word at its cursor begins, in code points
 * @param candidates one at least
 * @param chosen the one that the field has now; -1 for what all of them begin with
 */
public record WordChoice(TextField typed, int from, List<WordCandidate> candidates, int chosen) {
  private static final int NONE = -1;

  public WordChoice {
    candidates = List.copyOf(candidates);
  }

  /** Completes as far as it is clear; empty if there is nothing to complete to. */
  public static Optional<WordChoice> of(TextField field, int from, List<WordCandidate> candidates) {
    return candidates.isEmpty()
        ? Optional.empty()
        : Optional.of(new WordChoice(field, from, candidates, candidates.size() == 1 ? 0 : NONE));
  }

  /** Whether people have to choose. */
  public boolean open() {
    return candidates.size() > 1;
  }

  public WordChoice next(int direction) {
    int first = chosen == NONE && direction < 0 ? 0 : chosen;
    return new WordChoice(
        typed, from, candidates, Math.floorMod(first + direction, candidates.size()));
  }

  /** The field with what is chosen. */
  public TextField field() {
    return typed.replaced(
        from, typed.cursor(), chosen == NONE ? common() : candidates.get(chosen).text());
  }

  private String common() {
    String word =
        typed
            .text()
            .substring(
                typed.text().offsetByCodePoints(0, from),
                typed.text().offsetByCodePoints(0, typed.cursor()));
    String common = candidates.get(0).text();
    for (WordCandidate candidate : candidates) {
      int same = 0;
      int most = Math.min(common.length(), candidate.text().length());
      while (same < most && common.charAt(same) == candidate.text().charAt(same)) {
        same++;
      }
      common = common.substring(0, same);
    }
    return common.length() > word.length() ? common : word;
  }
}
