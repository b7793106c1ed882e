package dev.quantloop.app.loop;

import dev.quantloop.llama.KldPass;
import dev.quantloop.llama.score.ChunkScores;
import dev.quantloop.tracker.ChunkResult;
import dev.quantloop.tracker.Evaluation;
import dev.quantloop.tracker.Provenance;
import dev.quantloop.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Commits the scores of an evaluation pass group by group, when all candidates have delivered the
 * whole group. Called by one thread.
 */
final class ChunkCommitter implements KldPass.Listener {
  private final Tracker tracker;
  private final List<Evaluation> evaluations;
  private final Provenance provenance;
  private final int groupSize;
  private final int chunks;
  private final IntConsumer committed;
  private final List<Pending> pending = new ArrayList<>();

  private record Pending(int candidate, ChunkScores scores) {}

  /**
   * @param evaluations by candidate
   * @param groupSize chunks that are decoded together
   * @param chunks chunks of the evaluation set
   * @param committed told, after each commit, how many chunks of the set are complete
   */
  ChunkCommitter(
      Tracker tracker,
      List<Evaluation> evaluations,
      Provenance provenance,
      int groupSize,
      int chunks,
      IntConsumer committed) {
    this.tracker = tracker;
    this.evaluations = List.copyOf(evaluations);
    this.provenance = provenance;
    this.groupSize = groupSize;
    this.chunks = chunks;
    this.committed = committed;
  }

  @Override
  public void chunk(int candidate, ChunkScores scores) {
    pending.add(new Pending(candidate, scores));
    int groupStart = pending.stream().mapToInt(p -> p.scores().chunk()).min().orElseThrow();
    int groupEnd = Math.min(chunks, groupStart - groupStart % groupSize + groupSize);
    List<Pending> group = pending.stream().filter(p -> p.scores().chunk() < groupEnd).toList();
    if (group.size() == (groupEnd - groupStart) * evaluations.size()) {
      commit(group);
      pending.removeAll(group);
      committed.accept(groupEnd);
    }
  }

  private void commit(List<Pending> group) {
    tracker.transaction(
        () -> {
          for (Pending one : group) {
            ChunkScores s = one.scores();
            ChunkResult result =
                new ChunkResult(s.chunk(), s.kld(), s.baseNll(), s.nll(), s.sameTop());
            tracker.evaluations().record(evaluations.get(one.candidate()).id(), result, provenance);
          }
          return null;
        });
  }
}
