package dev.quantloop.app.cli.report;

import dev.quantloop.app.format.FigureText;
import dev.quantloop.app.format.FileText;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.JudgementText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.app.shootout.ShootOutTables;
import dev.quantloop.app.shootout.ShootOutTables.Row;
import dev.quantloop.app.shootout.ShootOutTables.Table;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Question;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.service.FileRanking.Ranked;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.Interval;
import dev.quantloop.tracker.view.Judgement;
import dev.quantloop.tracker.view.ScoredFile;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Corpora held against each other: three tables, and what they rest on. */
public final class ShootOutReport {
  private static final List<Figure> PERCENTILES =
      List.of(Figure.MEDIAN, Figure.KLD_99, Figure.KLD_99_9);

  private final FileRankingReport files;
  private final ShootOutTables tables;

  private ShootOutReport(FileRankingReport files, ShootOutTables tables) {
    this.files = files;
    this.tables = tables;
  }

  /** Judges what is not judged yet. */
  public static ShootOutReport of(Tracker tracker, Experiment experiment) {
    return new ShootOutReport(
        FileRankingReport.of(tracker, List.of(experiment)), ShootOutTables.of(tracker, experiment));
  }

  public void print(PrintWriter out) {
    if (!tables.rows().isEmpty()) {
      for (Table table : Table.values()) {
        out.println(table.title());
        table(table).print(out);
        out.println();
      }
      if (!isUndecided()) {
        out.println(FileText.MARK + " the best of its type, and all that are not detectably worse");
      }
      out.println(question());
    }
    files.printBasis(out);
    files.unevaluated().forEach(line -> out.println("not evaluated: " + line));
    out.flush();
  }

  private boolean isUndecided() {
    return tables.rows().stream().anyMatch(row -> FileText.isUndecided(row.all().file()));
  }

  private String question() {
    return hasRecipes()
        ? "The marks are of these files; whether a corpus is better as a recipe, other texts of its"
            + " kind included, is in the last columns."
        : "The marks are of these files: other text of the same kind may come out differently"
            + " (--replicates).";
  }

  private boolean hasRecipes() {
    return tables.rows().stream().anyMatch(ShootOutReport::isRecipe);
  }

  private static boolean isRecipe(Row row) {
    return row.recipe().question().filter(Question.RECIPE::equals).isPresent();
  }

  private TextTable table(Table table) {
    boolean recipes = table == Table.COMPOSITE && hasRecipes();
    List<String> headings = new ArrayList<>(List.of("type", "corpus", ""));
    headings.addAll(figureHeadings(table));
    headings.addAll(List.of("95 % interval", ">to the best", "verdict"));
    texts().forEach(name -> headings.add(">" + name));
    headings.addAll(recipes ? List.of(">as a recipe", "verdict") : List.of());
    TextTable text = new TextTable(headings);
    for (Row row : tables.rows(table)) {
      List<String> cells = new ArrayList<>(List.of(row.type(), row.corpus(), mark(row.all())));
      cells.addAll(figures(table, row.all().file()));
      cells.add(interval(table, row.all().file()));
      cells.add(row.all().onBest().map(FileText::change).orElse(""));
      cells.add(FileText.verdict(row.all()));
      row.texts().forEach(one -> cells.add(cell(table, one)));
      if (recipes) {
        cells.addAll(List.of(recipeChange(row), recipeVerdict(row)));
      }
      text.row(cells);
    }
    return text;
  }

  private List<String> texts() {
    return tables.sets().size() == 1
        ? List.of()
        : tables.sets().stream().map(EvaluationSet::name).toList();
  }

  /** Whether it is among the best, as far as can be told. */
  public static boolean isAmongBest(Ranked row) {
    return FileText.isBest(row) || row.tied();
  }

  private static String mark(Ranked row) {
    return isAmongBest(row) ? FileText.MARK : "";
  }

  private static String cell(Table table, Ranked row) {
    String mark = isAmongBest(row) ? FileText.MARK : " ";
    return figures(table, row.file()).get(0) + mark;
  }

  public static List<String> figureHeadings(Table table) {
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

  private static String recipeChange(Row row) {
    return isRecipe(row) ? JudgementText.change(row.recipe()) : "";
  }

  private static String recipeVerdict(Row row) {
    Verdict verdict = row.recipe().verdict();
    return verdict == Verdict.REFERENCE
        ? "best"
        : !isRecipe(row)
            ? ""
            : verdict == Verdict.NO_DETECTABLE_DIFFERENCE ? "tie" : verdict.word();
  }

  /** All that is known. */
  public Map<String, Object> document() {
    Map<String, Object> document = files.basis();
    document.put(
        "tables",
        Arrays.stream(Table.values())
            .map(
                table ->
                    Json.object(
                        "table", table.figure().key(),
                        "title", table.title(),
                        "rows", tables.rows(table).stream().map(this::row).toList()))
            .toList());
    document.put("not_evaluated", files.unevaluated());
    return document;
  }

  private Map<String, Object> row(Row row) {
    Map<String, Object> document = Json.object("corpus", row.corpus());
    document.putAll(FileRankingReport.row(row.all()));
    List<Map<String, Object>> texts = new ArrayList<>();
    for (int i = 0; i < row.texts().size(); i++) {
      Map<String, Object> text = Json.object("text", tables.sets().get(i).name());
      text.putAll(FileRankingReport.row(row.texts().get(i)));
      texts.add(text);
    }
    document.put("texts", texts);
    document.put("recipe", isRecipe(row) ? recipe(row.recipe()) : null);
    return document;
  }

  private static Map<String, Object> recipe(Judgement judgement) {
    return RecordValues.of(
        judgement, "verdict", "change", "change_low", "change_high", "replicates");
  }
}
