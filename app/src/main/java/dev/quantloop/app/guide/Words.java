package dev.quantloop.app.guide;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.view.RankingRow;
import java.util.List;
import java.util.stream.Collectors;

/** Turns of phrase that findings and reasons share. */
final class Words {
  private Words() {}

  /** "iteration 4 (27.6k tokens)". */
  static String iteration(RankingRow row) {
    String corpus = row.corpusTokens() == 0 ? "no imatrix" : Numbers.tokens(row.corpusTokens());
    return "iteration " + row.iteration() + " (" + corpus + ")";
  }

  /** "+2.4 % (noise ± 1.1 % over 27 chunks)". */
  static String change(Evidence evidence, Trend.Step step) {
    return Numbers.change(step.change(), 1)
        + evidence
            .noise(step)
            .map(
                noise ->
                    " (noise ± %s over %s)"
                        .formatted(
                            Numbers.percent(noise.halfWidth(), 1),
                            Numbers.counted(noise.chunks(), "chunk")))
            .orElse("");
  }

  static String threshold(Evidence evidence) {
    return Numbers.percent(evidence.settings().tau(), 1);
  }

  static String names(List<Corpus> corpora) {
    return corpora.stream().map(Corpus::name).collect(Collectors.joining(","));
  }
}
