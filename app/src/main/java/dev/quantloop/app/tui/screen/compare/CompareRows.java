package dev.quantloop.app.tui.screen.compare;

import dev.quantloop.app.format.FigureText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.Figure.Better;
import dev.quantloop.tracker.stats.FigureLists;
import dev.quantloop.tracker.view.ChunkWins;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** All that is compared, in the order of the table. */
final class CompareRows {
  private static final String NONE = "none";

  private final CompareData data;
  private final List<CompareRow> rows = new ArrayList<>();

  private CompareRows(CompareData data) {
    this.data = data;
  }

  static List<CompareRow> of(CompareData data) {
    CompareRows rows = new CompareRows(data);
    rows.figures();
    rows.domains();
    rows.chunks();
    rows.recipe();
    rows.provenance();
    return rows.rows;
  }

  private void recipe() {
    heading("Chunks in the imatrix");
    for (Corpus corpus : data.corpora()) {
      text(corpus.name(), c -> chunks(c, corpus.id()));
    }
    text("together", c -> c.imatrix().map(i -> Integer.toString(i.chunks())).orElse(NONE));
    text("kind", c -> c.row().kind().word());
  }

  /** "12", or "12 × 0.5" where they are weighted. */
  private static String chunks(Candidate candidate, CorpusId corpus) {
    return candidate.iteration().recipe().stream()
        .filter(part -> part.corpus().equals(corpus))
        .findFirst()
        .map(
            part ->
                part.weight() == 1
                    ? Integer.toString(part.chunks())
                    : part.chunks() + " × " + Numbers.significant(part.weight(), 3))
        .orElse(NONE);
  }

  private void figures() {
    text("quant", c -> c.row().quantType());
    text(
        "corpus tokens",
        c -> c.row().corpusTokens() == 0 ? NONE : Numbers.count(c.row().corpusTokens()));
    figure(Figure.COMPOSITE);
    text("to " + first(), this::change);
    FigureLists.COMPARISON.forEach(this::figure);
    value("size", c -> (double) c.row().bytes(), v -> Numbers.bytes(v.longValue()), Better.LOWER);
    value("bits/w", c -> c.row().bitsPerWeight(), v -> Numbers.fixed(v, 3), Better.LOWER);
  }

  /** The letter of the first one. */
  private static String first() {
    return "a";
  }

  private String change(Candidate candidate) {
    double reference = data.first().row().composite();
    return candidate == data.first() || reference <= 0
        ? ""
        : Numbers.change(candidate.row().composite() / reference - 1, 1);
  }

  private void domains() {
    heading("Composite by text");
    for (EvaluationSet set : data.sets()) {
      value(
          set.name(),
          c -> c.on(set.name()).map(row -> row.statistics().composite()).orElse(null),
          Numbers::score,
          Better.LOWER);
    }
  }

  private void chunks() {
    heading("Chunks on which it beats " + first());
    rows.add(
        CompareRow.of(
            "better",
            each(c -> wins(c).map(w -> (double) w.better()).orElse(null)),
            each(c -> wins(c).map(w -> w.better() + " of " + w.common()).orElse("")),
            Better.HIGHER));
  }

  /** Something of each candidate; null where there is none. */
  private <T> List<T> each(Function<Candidate, T> of) {
    return data.candidates().stream().map(of).toList();
  }

  private Optional<ChunkWins> wins(Candidate candidate) {
    return candidate == data.first()
        ? Optional.empty()
        : candidate
            .distribution()
            .flatMap(own -> data.first().distribution().map(own::against))
            .filter(wins -> wins.common() > 0);
  }

  /** Only what differs is worth a row: usually nothing does. */
  private void provenance() {
    heading("Computed differently");
    provenance("imatrix", c -> c.imatrix().map(Imatrix::provenance));
    provenance("quant", c -> Optional.of(c.quant().provenance()));
    provenance("evaluation", c -> Optional.of(c.score().provenance()));
    if (rows.get(rows.size() - 1).isHeading()) {
      rows.remove(rows.size() - 1);
    }
  }

  private void provenance(String stage, Function<Candidate, Optional<Provenance>> of) {
    setting(stage, "llama.cpp", of, Provenance::llamaVersion);
    setting(stage, "commit", of, Provenance::llamaCommit);
    setting(stage, "backend", of, Provenance::backend);
    setting(stage, "CPU variant", of, Provenance::cpuVariant);
    setting(stage, "context", of, p -> Integer.toString(p.nCtx()));
    setting(stage, "batch", of, p -> Integer.toString(p.nBatch()));
    setting(stage, "micro-batch", of, p -> Integer.toString(p.nUbatch()));
    setting(stage, "threads", of, p -> Integer.toString(p.threads()));
    setting(stage, "GPU layers", of, p -> Integer.toString(p.gpuLayers()));
    setting(stage, "positions", of, Provenance::scoredPositions);
    setting(stage, "quantloop", of, Provenance::programVersion);
  }

  /** An iteration without imatrix is computed no differently for that. */
  private void setting(
      String stage,
      String name,
      Function<Candidate, Optional<Provenance>> of,
      Function<Provenance, String> setting) {
    Function<Candidate, Optional<String>> known = c -> of.apply(c).map(setting);
    long values =
        data.candidates().stream().flatMap(c -> known.apply(c).stream()).distinct().count();
    if (values > 1) {
      text(name + ", " + stage, c -> known.apply(c).orElse(""));
    }
  }

  private void heading(String title) {
    rows.add(CompareRow.heading(title));
  }

  private void text(String label, Function<Candidate, String> text) {
    rows.add(CompareRow.of(label, each(text)));
  }

  private void figure(Figure figure) {
    rows.add(
        CompareRow.of(
            figure.longTitle(),
            each(c -> c.row().statistics().get(figure)),
            each(c -> FigureText.detailed(figure, c.row().statistics())),
            figure.better()));
  }

  private void value(
      String label,
      Function<Candidate, Double> value,
      Function<Double, String> text,
      Better better) {
    List<Double> values = each(value);
    List<String> cells = each(c -> Optional.ofNullable(value.apply(c)).map(text).orElse(""));
    rows.add(CompareRow.of(label, values, cells, better));
  }
}
