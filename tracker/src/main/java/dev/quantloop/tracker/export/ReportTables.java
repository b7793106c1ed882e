package dev.quantloop.tracker.export;

import static dev.quantloop.tracker.stats.FigureLists.BY_TEXT;
import static dev.quantloop.tracker.stats.FigureLists.PUBLISHED;
import static dev.quantloop.tracker.stats.FigureLists.RANKING;

import dev.quantloop.tracker.export.History.ExportedRecipe;
import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.HeldOutScore;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.ImportedResult;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.Question;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.service.FileRanking.Ranked;
import dev.quantloop.tracker.service.RecipeStanding;
import dev.quantloop.tracker.stats.Estimate;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureValues;
import dev.quantloop.tracker.stats.Interval;
import dev.quantloop.tracker.view.DiminishingReturnsRow;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.RankingRow;
import dev.quantloop.tracker.view.ScoredFile;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The tables of the reports. */
record ReportTables(History history) {
  static final String RECIPES = "Types by tensor, each file against the stock type of its size";

  /** In the columns that people publish, with intervals. */
  ReportTable card(List<RankingRow> rows) {
    List<String> imatrix = history.experiment().judges() ? List.of() : List.of("imatrix");
    ReportTable table =
        new ReportTable("quant", "size", "bits a weight", longTitles(PUBLISHED), imatrix);
    for (RankingRow row : rows) {
      table.row(
          history.iteration(row).label().orElse(row.quantType()),
          ExportText.bytes(row.bytes()),
          ExportText.fixed(2, row.bitsPerWeight()),
          published(row),
          imatrix.stream().map(title -> imatrix(row)).toList());
    }
    return table;
  }

  private static String imatrix(RankingRow row) {
    return row.corpusTokens() == 0
        ? "none"
        : "iteration %d, %d tokens".formatted(row.iteration(), row.corpusTokens());
  }

  private List<String> published(RankingRow row) {
    ScoredFile file = history.file(row.quant());
    return PUBLISHED.stream()
        .map(
            figure ->
                withInterval(ReportTables::shortened, figure, file.statistics(), file.intervals()))
        .toList();
  }

  /** Nats with the digits that people publish. */
  private static String shortened(Figure figure, double value) {
    boolean nats = figure.unit() == Figure.Unit.NATS;
    return nats && Math.abs(value) >= 0.01
        ? ExportText.fixed(4, value)
        : ExportText.figure(figure, value);
  }

  /** "0.0512 (0.0479 to 0.0546)". */
  private static String withInterval(
      BiFunction<Figure, Double, String> text,
      Figure figure,
      FigureValues statistics,
      Map<Figure, Interval> intervals) {
    String value = text.apply(figure, statistics.get(figure));
    Interval interval = intervals.get(figure);
    return interval == null
        ? value
        : "%s (%s to %s)"
            .formatted(
                value,
                text.apply(figure, interval.low()).replace(" %", ""),
                text.apply(figure, interval.high()));
  }

  /** All as files, whatever their types, each held against the best. */
  ReportTable ranking() {
    ReportTable table =
        new ReportTable(
            "rank",
            "file",
            "type",
            "size",
            "bits a weight",
            "composite",
            "95 % interval",
            "to the best",
            "its 95 % interval",
            "verdict");
    for (Ranked row : history.files()) {
      ScoredFile file = row.file();
      table.row(
          row.rank(),
          file.name(),
          file.quant().quantType(),
          ExportText.bytes(file.bytes()),
          ExportText.fixed(2, file.quant().bitsPerWeight()),
          ExportText.figure(Figure.COMPOSITE, file.statistics()),
          ExportText.interval(
              Figure.COMPOSITE, Optional.ofNullable(file.intervals().get(Figure.COMPOSITE))),
          row.onBest().map(held -> ExportText.change(held.change())).orElse(""),
          row.onBest()
              .map(held -> ExportText.interval(held.low(), held.high(), ExportText::change))
              .orElse(""),
          row.onBest()
              .map(held -> held.outcome().word())
              .orElse(isBest(row) ? "best" : Verdict.UNDECIDED.word()));
    }
    return table;
  }

  /** Recipes of tensor types, each held against the stock type of its size. */
  ReportTable recipes() {
    ReportTable table =
        new ReportTable(
            "recipe",
            "size",
            "against",
            "its size",
            "change of composite",
            "its 95 % interval",
            "verdict",
            "experiment");
    for (ExportedRecipe recipe : history.recipes()) {
      Optional<Comparison> held = recipe.standing().pooled();
      table.row(
          recipe.standing().recipe().fileName(),
          ExportText.bytes(recipe.file().bytes()),
          recipe.standing().recipe().stockType(),
          ExportText.bytes(recipe.stock().bytes()),
          held.map(one -> ExportText.change(one.change())).orElse(""),
          held.map(one -> ExportText.interval(one.low(), one.high(), ExportText::change))
              .orElse(""),
          held.map(one -> verdict(recipe.standing(), one)).orElse("not evaluated yet"),
          recipe.experiment());
    }
    return table;
  }

  /** "improved, recommended"; "improved, worse on code". */
  private static String verdict(RecipeStanding recipe, Comparison onAllText) {
    String worse =
        recipe.against().stream()
            .filter(one -> one != onAllText && one.outcome() == Verdict.WORSE)
            .map(recipe::on)
            .collect(Collectors.joining(", "));
    return onAllText.outcome().word()
        + (recipe.recommended() ? ", recommended" : "")
        + (worse.isEmpty() ? "" : ", worse on " + worse);
  }

  /** Whether it is known to be: not with too few documents. */
  static boolean isBest(Ranked row) {
    return row.best() && !row.file().intervals().isEmpty();
  }

  /** Of one quant type. */
  ReportTable ranking(String quantType) {
    ReportTable table =
        new ReportTable(
            "rank",
            "iteration",
            "corpus tokens",
            "bytes",
            "bits per weight",
            titles(RANKING),
            "95 % interval",
            "change",
            "its 95 % interval",
            "verdict",
            "as a");
    for (RankingRow row : history.ranking(quantType)) {
      table.row(
          row.rank(),
          row.iteration(),
          row.corpusTokens(),
          row.bytes(),
          ExportText.fixed(3, row.bitsPerWeight()),
          cells(RANKING, row.statistics()),
          ExportText.interval(
              row.compositeLow(), row.compositeHigh(), end -> ExportText.fixed(6, end)),
          ExportText.change(row.change()),
          ExportText.interval(row.judgement()),
          ExportText.verdict(row),
          row.judgement().question().map(Question::word).orElse(""));
    }
    return table;
  }

  /** Of one quant type, with intervals. */
  ReportTable published(String quantType) {
    ReportTable table = new ReportTable("iteration", "corpus tokens", "bytes", titles(PUBLISHED));
    history
        .ranking(quantType)
        .forEach(
            row -> table.row(row.iteration(), row.corpusTokens(), row.bytes(), published(row)));
    return table;
  }

  /** Of what was chosen of a quant type, on text that had no part in the choice. */
  ReportTable heldOut(String quantType) {
    ReportTable table =
        new ReportTable(
            "iteration",
            "documents",
            "chunks",
            titles(PUBLISHED),
            Figure.COMPOSITE.title(),
            "95 % interval");
    for (RankingRow row : history.ranking(quantType)) {
      HeldOutScore score = history.heldOut().get(row.quant());
      if (score != null) {
        table.row(
            row.iteration(),
            score.clusters(),
            score.chunks(),
            PUBLISHED.stream()
                .map(
                    figure ->
                        withInterval(
                            ReportTables::shortened, figure, score.statistics(), score.intervals()))
                .toList(),
            ExportText.figure(Figure.COMPOSITE, score.statistics()),
            ExportText.interval(Figure.COMPOSITE, score.interval(Figure.COMPOSITE)));
      }
    }
    return table;
  }

  /** Of one quant type, by evaluation set. */
  ReportTable domains(String quantType) {
    ReportTable table =
        new ReportTable(
            "iteration",
            "corpus tokens",
            "evaluation set",
            titles(BY_TEXT),
            "change",
            "its 95 % interval");
    for (DomainRow row : history.domainMatrix()) {
      if (row.quantType().equals(quantType)) {
        table.row(
            row.iteration(),
            row.corpusTokens(),
            row.evaluationSet(),
            cells(BY_TEXT, row.statistics()),
            ExportText.change(row.change()),
            ExportText.interval(row.changeLow(), row.changeHigh(), ExportText::change));
      }
    }
    return table;
  }

  /** What each step of the growing corpus brought a quant type, and another doubling can bring. */
  ReportTable returns(String quantType) {
    ReportTable table =
        new ReportTable(
            "iteration",
            "corpus tokens",
            "composite",
            "change",
            "gain of another doubling",
            "its 95 % interval",
            "small steps",
            "plateau");
    for (DiminishingReturnsRow row : history.returns()) {
      if (row.quantType().equals(quantType)) {
        table.row(
            row.iteration(),
            row.corpusTokens(),
            ExportText.fixed(6, row.composite()),
            ExportText.change(row.change()),
            ExportText.change(row.gain()),
            ExportText.interval(row.gainLow(), row.gainHigh(), ExportText::change),
            row.smallSteps(),
            row.plateau() ? "yes" : "");
      }
    }
    return table;
  }

  /** What files of other programs say, as they say it. */
  ReportTable imported() {
    List<Figure> figures = PUBLISHED.stream().filter(figure -> figure != Figure.PPL_RATIO).toList();
    ReportTable table =
        new ReportTable("quant", "type", "size", "bits a weight", titles(figures), "from");
    for (ImportedResult result : history.imported()) {
      table.row(
          result.label() + result.tensors().map(names -> ", " + names).orElse(""),
          result.quantType().orElse(""),
          bytes(result.bytes()),
          result.bitsPerWeight().isPresent()
              ? ExportText.fixed(2, result.bitsPerWeight().getAsDouble())
              : "",
          figures.stream()
              .map(
                  figure ->
                      Optional.ofNullable(result.figures().get(figure))
                          .map(Estimate::value)
                          .map(value -> ExportText.figure(figure, value))
                          .orElse(""))
              .toList(),
          ExportText.fileName(result));
    }
    return table;
  }

  ReportTable iterations() {
    ReportTable table =
        new ReportTable(
            "iteration",
            "kind",
            "state",
            "corpus tokens",
            "chunks",
            "corpus SHA-256",
            "imatrix SHA-256");
    for (Iteration iteration : history.iterations()) {
      table.row(
          iteration.number(),
          iteration.kind().word(),
          iteration.state().word(),
          iteration.corpusTokens(),
          iteration.label().orElse(history.recipe(iteration)),
          iteration.corpusSha256().orElse(""),
          history.imatrix(iteration).map(Imatrix::sha256).orElse(""));
    }
    return table;
  }

  /** What is evaluated on, and what calibrates. */
  ReportTable corpora() {
    ReportTable table =
        new ReportTable("text", "tokens", "evaluated on", "calibration pool", "tokens' SHA-256");
    for (Corpus corpus : history.corpora()) {
      table.row(
          corpus.name(),
          corpus.tokens(),
          corpus.evaluationTokens(),
          corpus.poolTokens(),
          corpus.sha256());
    }
    return table;
  }

  /** The scored quants. */
  ReportTable files() {
    ReportTable table =
        new ReportTable("quant", "bytes", "bits a weight", "SHA-256", "llama.cpp", "backend");
    for (RankingRow row : history.ranking()) {
      Quant quant = history.file(row.quant()).quant();
      Provenance made = quant.provenance();
      table.row(
          history
              .iteration(row)
              .label()
              .orElse("%s, iteration %d".formatted(row.quantType(), row.iteration())),
          quant.bytes(),
          ExportText.fixed(3, quant.bitsPerWeight()),
          quant.sha256(),
          "%s (%s)".formatted(made.llamaVersion(), made.llamaCommit()),
          made.backend());
    }
    return table;
  }

  private static String bytes(OptionalLong bytes) {
    return bytes.isPresent() ? ExportText.bytes(bytes.getAsLong()) : "";
  }

  private static List<String> titles(Collection<Figure> figures) {
    return figures.stream().map(Figure::title).toList();
  }

  private static List<String> longTitles(Collection<Figure> figures) {
    return figures.stream().map(Figure::longTitle).toList();
  }

  private static List<String> cells(Collection<Figure> figures, FigureValues statistics) {
    return figures.stream().map(figure -> ExportText.figure(figure, statistics)).toList();
  }
}
