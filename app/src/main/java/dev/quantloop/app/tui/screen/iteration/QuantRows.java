package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.UserException;
import dev.quantloop.tracker.view.RankingRow;
import java.util.List;

/** Finds again what a screen was opened for. */
public final class QuantRows {
  private QuantRows() {}

  /**
   * The row of the same quant, as it is now.
   *
   * @throws UserException when there is none any more
   */
  public static RankingRow row(List<RankingRow> ranking, RankingRow wanted) {
    return ranking.stream()
        .filter(row -> row.quant().equals(wanted.quant()))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "iteration %d, %s, is no longer in the database"
                        .formatted(wanted.iteration(), wanted.quantType())));
  }
}
