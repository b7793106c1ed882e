package dev.quantloop.app.tui.screen.mix;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.mix.MixShares;
import dev.quantloop.app.mix.MixStanding;
import dev.quantloop.app.mix.MixTrial;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.table.Column;
import dev.quantloop.tracker.record.IterationState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The columns of the mixes: the share of each source, then the composite of each domain. */
final class MixColumns {
  private MixColumns() {}

  static List<Column<MixTrial>> of(MixStanding standing) {
    List<String> sources = standing.text().names();
    List<Column<MixTrial>> columns = new ArrayList<>();
    columns.add(
        Column.numbers(
            "no",
            8,
            trial -> (double) trial.iteration().number(),
            number -> Numbers.fixed(number, 0)));
    for (int i = 0; i < sources.size(); i++) {
      int source = i;
      columns.add(
          figures(
                  "share of " + sources.get(i),
                  20,
                  trial -> trial.shares().values().get(source),
                  MixShares::text)
              .titled(sources.get(i)));
    }
    columns.add(
        figures(
                standing.mix().objective().word(),
                30,
                trial -> trial.value().isPresent() ? trial.value().getAsDouble() : null,
                Numbers::score)
            .styled(trial -> style(standing, trial)));
    for (int i = 0; i < standing.domains().size(); i++) {
      int domain = i;
      columns.add(
          figures(
              "on " + standing.domains().get(i),
              10,
              trial -> domain < trial.composites().size() ? trial.composites().get(domain) : null,
              Numbers::score));
    }
    columns.add(Column.words("state", 15, MixColumns::state));
    return columns;
  }

  private static Column<MixTrial> figures(
      String title, int weight, Function<MixTrial, Double> value, Function<Double, String> format) {
    return Column.numbers(title, weight, value, format);
  }

  private static Style style(MixStanding standing, MixTrial trial) {
    return standing.best().filter(trial::equals).isPresent()
        ? Style.BOLD.with(Color.GREEN)
        : Style.PLAIN;
  }

  private static String state(MixTrial trial) {
    if (trial.iteration().state() != IterationState.DONE) {
      return trial.iteration().state().word();
    }
    return trial.texts() > 1 ? Numbers.amount(trial.texts(), "text") : "";
  }
}
