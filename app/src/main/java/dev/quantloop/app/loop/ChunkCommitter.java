package dev.quantloop.app.loop;

import dev.quantloop.app.chunktext.EvaluationText;
import dev.quantloop.llama.evaluate.KldPass;
import dev.quantloop.llama.score.ChunkScores;
import dev.quantloop.tracker.id.EvaluationId;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.service.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Commits the scores of an evaluation pass group by group, when all candidates have delivered the
 * whole group. Called by one thread.
 */
final class ChunkCommitter implements KldPass.Listener {
  private final Tracker tracker;
  private final OpenEvaluations evaluations;
  private final Provenance provenance;
  private final int groupSize;
  private final IntConsumer committed;
  private final List<Pending> pending = new ArrayList<>();

  private record Pending(int candidate, ChunkScores scores) {}

  /**
   * @param groupSize chunks that are decoded together
   * @param committed told, after each commit, how many chunks of the text are complete
   */
  ChunkCommitter(
      Tracker tracker,
      OpenEvaluations evaluations,
      Provenance provenance,
      int groupSize,
      IntConsumer committed) {
    this.tracker = tracker;
    this.evaluations = evaluations;
    this.provenance = provenance;
    this.groupSize = groupSize;
    this.committed = committed;
  }

  @Override
  public void chunk(int candidate, ChunkScores scores) {
    pending.add(new Pending(candidate, scores));
    int groupStart = pending.stream().mapToInt(p -> p.scores().chunk()).min().orElseThrow();
    int groupEnd =
        Math.min(evaluations.text().chunks(), groupStart - groupStart % groupSize + groupSize);
    List<Pending> group = pending.stream().filter(p -> p.scores().chunk() < groupEnd).toList();
    if (group.size() == (groupEnd - groupStart) * evaluations.quants().size()) {
      tracker.transaction(() -> commit(group));
      pending.removeAll(group);
      committed.accept(groupEnd);
    }
  }

  private boolean commit(List<Pending> group) {
    for (Pending one : group) {
      ChunkScores s = one.scores();
      EvaluationText.Place place = evaluations.text().place(s.chunk());
      EvaluationId evaluation = evaluations.evaluation(one.candidate(), place.set()).id();
      tracker
          .evaluations()
          .record(
              evaluation,
              new ChunkResult(place.chunk(), s.kld(), s.baseNll(), s.nll(), s.sameTop()),
              provenance);
    }
    return true;
  }
}
