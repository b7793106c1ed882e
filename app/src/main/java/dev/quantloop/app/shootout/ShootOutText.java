package dev.quantloop.app.shootout;

import dev.quantloop.app.format.FigureText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.shootout.ShootOutTables.Row;
import dev.quantloop.app.shootout.ShootOutTables.Table;
import dev.quantloop.tracker.record.Question;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.Interval;
import dev.quantloop.tracker.view.ScoredFile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the tables of a shoot-out say, as people read it. */
public final class ShootOutText {
  private static final List<Figure> PERCENTILES =
      List.of(Figure.MEDIAN, Figure.KLD_99, Figure.KLD_99_9);

  private ShootOutText() {}

  /** Which question the marks answer, in a sentence. */
  public static String question(ShootOutTables tables) {
    return hasRecipes(tables)
        ? "The marks are of these files; whether a corpus is better as a recipe, other texts of its"
            + " kind included, is said beside the composite."
        : "The marks are of these files: other text of the same kind may come out differently"
            + " (--replicates).";
  }

  public static boolean hasRecipes(ShootOutTables tables) {
    return tables.rows().stream().anyMatch(ShootOutText::isRecipe);
  }

  /** Whether the luck of the calibration text was counted in. */
  public static boolean isRecipe(Row row) {
    return row.recipe().question().filter(Question.RECIPE::equals).isPresent();
  }

  public static List<String> headings(Table table) {
    return switch (table) {
      case PERPLEXITY -> List.of(">PPL", ">above");
      case KLD -> {
        List<String> headings = new ArrayList<>(List.of(">mean"));
        headings.addAll(FigureText.headings(PERCENTILES));
        yield headings;
      }
      case COMPOSITE -> List.of(">composite");
    };
  }

  /** By which the table's columns are sorted, in their order. */
  public static List<Figure> sortedBy(Table table) {
    return switch (table) {
      case PERPLEXITY -> List.of(Figure.PPL, Figure.PPL_RATIO);
      case KLD -> Stream.concat(Stream.of(Figure.MEAN), PERCENTILES.stream()).toList();
      case COMPOSITE -> List.of(Figure.COMPOSITE);
    };
  }

  /** The table's figures, that by which files are compared first or with its percentage. */
  public static List<String> figures(Table table, ScoredFile file) {
    List<String> cells = new ArrayList<>();
    switch (table) {
      case PERPLEXITY -> {
        cells.add(FigureText.of(Figure.PPL, file.statistics()));
        cells.add(Numbers.change(file.statistics().get(Figure.PPL_RATIO) - 1, 1));
      }
      case KLD -> {
        cells.add(FigureText.of(Figure.MEAN, file.statistics()));
        cells.addAll(FigureText.cells(PERCENTILES, file.statistics()));
      }
      case COMPOSITE -> cells.add(Numbers.score(file.composite()));
    }
    return cells;
  }

  /** Of the figure by which files are compared; "" where there is none. */
  public static String interval(Table table, ScoredFile file) {
    boolean ratio = table == Table.PERPLEXITY;
    Interval interval = file.intervals().get(ratio ? Figure.LN_PPL_RATIO : table.figure());
    if (interval == null) {
      return "";
    }
    return ratio
        ? "%s to %s"
            .formatted(
                Numbers.change(Math.expm1(interval.low()), 1).replace(" %", ""),
                Numbers.change(Math.expm1(interval.high()), 1))
        : Numbers.score(interval.low()) + " to " + Numbers.score(interval.high());
  }
}
