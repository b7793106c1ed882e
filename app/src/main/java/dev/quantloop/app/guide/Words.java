package dev.quantloop.app.guide;

import dev.quantloop.app.format.JudgementText;
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

  /** "+2.4 % (+1.3 to +3.5 %)". */
  static String change(Evidence evidence, Trend.Step step) {
    double change =
        evidence
            .comparison(step)
            .map(held -> held.verdict().change().orElse(step.change()))
            .orElse(step.change());
    return Numbers.change(change, 1)
        + evidence
            .comparison(step)
            .map(held -> JudgementText.interval(held.verdict().low(), held.verdict().high()))
            .orElse("");
  }

  static String threshold(Evidence evidence) {
    return Numbers.percent(evidence.settings().tau(), 1);
  }

  static String names(List<Corpus> corpora) {
    return corpora.stream().map(Corpus::name).collect(Collectors.joining(","));
  }
}
