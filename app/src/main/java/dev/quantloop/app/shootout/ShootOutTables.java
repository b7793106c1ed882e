package dev.quantloop.app.shootout;

import dev.quantloop.app.format.FileText;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.FileRanking.Ranked;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.service.TypeRankings;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.view.Judgement;
import dev.quantloop.tracker.view.RankingRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a shoot-out came to.
 *
 * @param sets the texts that were evaluated on
 * @param rows of all tables
 */
public record ShootOutTables(List<EvaluationSet> sets, List<Row> rows) {
  public static final String MARKED =
      FileText.MARK + " the best of its type, and all that are not detectably worse";

  /** By which figure corpora are held against each other. */
  public enum Table {
    PERPLEXITY("Perplexity, and how much it is above the unquantized model", Figure.PPL_RATIO),
    KLD("KL divergence from the unquantized model", Figure.MEAN),
    COMPOSITE("Composite of the KL divergence", Figure.COMPOSITE);

    private final String title;
    private final Figure figure;

    Table(String title, Figure figure) {
      this.title = title;
      this.figure = figure;
    }

    public String title() {
      return title;
    }

    public Figure figure() {
      return figure;
    }
  }

  /**
   * A quant in a table.
   *
   * @param all on all texts together
   * @param texts on each; none where there is only one
   * @param recipe what was decided of its composite with the luck of the calibration text
   */
  public record Row(Table table, Ranked all, List<Ranked> texts, Judgement recipe) {
    public String type() {
      return all.file().quant().quantType();
    }

    public String corpus() {
      return all.file().name();
    }
  }

  /** Judges what is not judged yet. */
  public static ShootOutTables of(Tracker tracker, Experiment experiment) {
    tracker.verdicts().judge(experiment.id());
    return read(tracker, experiment);
  }

  /** Of what is judged. */
  public static ShootOutTables read(Tracker tracker, Experiment experiment) {
    TypeRankings rankings = tracker.verdicts().rankings(experiment);
    List<EvaluationSet> sets = tracker.experiments().evaluationSets(experiment.id());
    Map<?, Judgement> judged =
        tracker.rankings().ranking(experiment.id()).stream()
            .collect(Collectors.toMap(RankingRow::quant, RankingRow::judgement));
    List<Row> rows = new ArrayList<>();
    for (Table table : Table.values()) {
      for (String type : experiment.settings().quantTypes()) {
        List<List<Ranked>> texts =
            sets.size() == 1
                ? List.of()
                : sets.stream().map(set -> ranked(rankings, type, set.id(), table)).toList();
        for (Ranked all : ranked(rankings, type, null, table)) {
          rows.add(
              new Row(
                  table,
                  all,
                  texts.stream().map(text -> same(text, all)).toList(),
                  judged.get(all.file().quant().id())));
        }
      }
    }
    return new ShootOutTables(sets, rows);
  }

  private static List<Ranked> ranked(
      TypeRankings rankings, String type, EvaluationSetId set, Table table) {
    return rankings.of(type, set, table.figure()).rows();
  }

  private static Ranked same(List<Ranked> rows, Ranked one) {
    return rows.stream()
        .filter(row -> row.file().quant().id().equals(one.file().quant().id()))
        .findFirst()
        .orElseThrow();
  }

  public List<Row> rows(Table table) {
    return rows.stream().filter(row -> row.table() == table).toList();
  }
}
