package dev.quantloop.app.tui.screen.compare;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.RankingRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is on record of the quants that are compared.
 *
 * @param version of the scores, which tells whether they are still true
 * @param candidates the first is the one that the others are compared with
 */
record CompareData(
    Experiment experiment,
    String version,
    List<Corpus> corpora,
    List<EvaluationSet> sets,
    List<Candidate> candidates) {

  /**
   * @param before what was read last
   */
  static CompareData read(
      Tracker tracker, ExperimentId id, List<RankingRow> wanted, Optional<CompareData> before) {
    tracker.verdicts().judgeIfIdle(id);
    String version = tracker.rankings().version(id);
    if (before.filter(data -> data.version().equals(version)).isPresent()) {
      return before.get();
    }
    List<RankingRow> ranking = tracker.rankings().ranking(id);
    List<DomainRow> domains = tracker.rankings().domainMatrix(id);
    List<Candidate> candidates = new ArrayList<>();
    for (RankingRow row : wanted) {
      Optional<Candidate> known = before.flatMap(data -> data.candidate(row));
      candidates.add(Candidate.read(tracker, row, ranking, domains, known));
    }
    return new CompareData(
        tracker.experiments().get(id),
        version,
        tracker.experiments().corpora(id),
        tracker.experiments().evaluationSets(id),
        candidates);
  }

  private Optional<Candidate> candidate(RankingRow row) {
    return candidates.stream().filter(c -> c.row().quant().equals(row.quant())).findFirst();
  }

  Candidate first() {
    return candidates.get(0);
  }

  /** With the candidates in the order of these rows. */
  CompareData inOrder(List<RankingRow> rows) {
    List<Candidate> order = rows.stream().flatMap(row -> candidate(row).stream()).toList();
    return new CompareData(experiment, version, corpora, sets, order);
  }
}
