package dev.quantloop.app.tui.screen.compare;

import dev.quantloop.app.tui.screen.iteration.IterationScreenState;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.Score;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.Distribution;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.RankingRow;
import java.util.List;
import java.util.Optional;

/**
 * One of the quants that are compared.
 *
 * @param domains its figures on each evaluation set
 * @param distribution empty where no result of single tokens is on record
 */
record Candidate(
    RankingRow row,
    Score score,
    Iteration iteration,
    Quant quant,
    Optional<Imatrix> imatrix,
    List<DomainRow> domains,
    Optional<Distribution> distribution) {

  /**
   * @param ranking of the experiment, as it is now
   * @param domainMatrix of the experiment
   * @param known the same quant as it was read before: what is scored takes long to read, and stays
   * @throws dev.quantloop.app.UserException when the quant is no longer on record
   */
  static Candidate read(
      Tracker tracker,
      RankingRow wanted,
      List<RankingRow> ranking,
      List<DomainRow> domainMatrix,
      Optional<Candidate> known) {
    RankingRow row = IterationScreenState.current(ranking, wanted);
    return new Candidate(
        row,
        tracker.evaluations().findScore(row.quant()).orElseThrow(),
        tracker.iterations().get(row.iterationId()),
        tracker.iterations().quant(row.quant()),
        tracker.iterations().imatrix(row.iterationId()),
        domainMatrix.stream()
            .filter(one -> one.iteration() == row.iteration())
            .filter(one -> one.quantType().equals(row.quantType()))
            .toList(),
        known.isPresent()
            ? known.get().distribution()
            : tracker.evaluations().distribution(row.quant()));
  }

  Optional<DomainRow> on(String evaluationSet) {
    return domains.stream().filter(row -> row.evaluationSet().equals(evaluationSet)).findFirst();
  }
}
