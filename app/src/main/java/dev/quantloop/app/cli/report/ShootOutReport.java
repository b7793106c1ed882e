package dev.quantloop.app.cli.report;

import dev.quantloop.app.format.FileText;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.JudgementText;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.app.shootout.ShootOutTables;
import dev.quantloop.app.shootout.ShootOutTables.Row;
import dev.quantloop.app.shootout.ShootOutTables.Table;
import dev.quantloop.app.shootout.ShootOutText;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.service.FileRanking.Ranked;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.Judgement;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Corpora held against each other: three tables, and what they rest on. */
public final class ShootOutReport {
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
        out.println(ShootOutTables.MARKED);
        out.println(ShootOutText.question(tables));
      }
    }
    files.printBasis(out);
    files.unevaluated().forEach(line -> out.println("not evaluated: " + line));
    out.flush();
  }

  private boolean isUndecided() {
    return tables.rows().stream().anyMatch(row -> FileText.isUndecided(row.all().file()));
  }

  private TextTable table(Table table) {
    boolean recipes = table == Table.COMPOSITE && ShootOutText.hasRecipes(tables);
    List<String> headings = new ArrayList<>(List.of("type", "corpus", ""));
    headings.addAll(ShootOutText.headings(table));
    headings.addAll(List.of("95 % interval", ">to the best", "verdict"));
    texts().forEach(name -> headings.add(">" + name));
    headings.addAll(recipes ? List.of(">as a recipe", "verdict") : List.of());
    TextTable text = new TextTable(headings);
    for (Row row : tables.rows(table)) {
      List<String> cells =
          new ArrayList<>(List.of(row.type(), row.corpus(), FileText.mark(row.all())));
      cells.addAll(ShootOutText.figures(table, row.all().file()));
      cells.add(ShootOutText.interval(table, row.all().file()));
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

  private static String cell(Table table, Ranked row) {
    String mark = FileText.mark(row);
    return ShootOutText.figures(table, row.file()).get(0) + (mark.isEmpty() ? " " : mark);
  }

  private static String recipeChange(Row row) {
    return ShootOutText.isRecipe(row) ? JudgementText.change(row.recipe()) : "";
  }

  private static String recipeVerdict(Row row) {
    Verdict verdict = row.recipe().verdict();
    return verdict == Verdict.REFERENCE
        ? "best"
        : !ShootOutText.isRecipe(row)
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
    document.put("recipe", ShootOutText.isRecipe(row) ? recipe(row.recipe()) : null);
    return document;
  }

  private static Map<String, Object> recipe(Judgement judgement) {
    return RecordValues.of(
        judgement, "verdict", "change", "change_low", "change_high", "replicates");
  }
}
