package dev.quantloop.app.loop;

import dev.quantloop.app.chunktext.EvaluationText;
import dev.quantloop.app.engine.CandidateException;
import dev.quantloop.app.engine.ChunkResults;
import dev.quantloop.app.engine.EvaluatedText;
import dev.quantloop.app.engine.KldEvaluation;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.score.ChunkScores;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.RunStage;
import dev.quantloop.tracker.service.EvaluationWatch;
import dev.quantloop.tracker.service.Evaluations;
import dev.quantloop.tracker.service.HeldOut;
import dev.quantloop.tracker.stats.ChunkPlace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Evaluates the quants of an iteration on every evaluation set, and pools the figures into their
 * scores. The unit is a group of chunks that are decoded together: a resumed evaluation decodes the
 * same groups, and so gets the same figures.
 */
record EvaluationStage(
    LoopContext context,
    KldEvaluation evaluation,
    Candidates candidates,
    QuantizeStage quantize,
    FailedTypes failed,
    boolean stopEarly,
    Optional<StoredChunks> stored) {
  void run(Iteration iteration, List<Quant> quants) {
    List<Quant> pending =
        quants.stream()
            .filter(q -> evaluations().findScore(q.id()).isEmpty())
            .filter(q -> !isStopped(q))
            .toList();
    try {
      evaluate(iteration, pending, text())
          .forEach(quant -> evaluations().score(quant.id(), context.provenance()));
    } catch (CandidateException e) {
      failed.add(iteration, e.candidate(), e);
      candidates.withRoom(
          () -> new NoiseFloorStage(context, evaluation, stored).run(text(), context.provenance()));
      failed.requireAnyLeft(quants.stream().map(Quant::quantType).toList());
      run(iteration, pending.stream().filter(q -> !failed.has(q.quantType())).toList());
    }
  }

  /** The same on the text that the experiment holds out, which counts in no ranking. */
  void runOnHeldOut(Iteration iteration, List<Quant> quants) {
    ExperimentId experiment = context.experiment().id();
    HeldOut heldOut = context.tracker().heldOut();
    EvaluationText text =
        EvaluationText.of(context.tracker(), context.experiment(), heldOut.sets(experiment));
    try {
      evaluate(iteration, quants, text)
          .forEach(quant -> heldOut.score(experiment, quant.id(), context.provenance()));
    } catch (CandidateException e) {
      failed.add(iteration, e.candidate(), e);
    }
  }

  /** Returns those that have the whole text behind them. */
  private List<Quant> evaluate(Iteration iteration, List<Quant> pending, EvaluationText text) {
    if (pending.isEmpty()) {
      return List.of();
    }
    Provenance provenance = context.provenance();
    candidates.withRoom(() -> evaluateRest(iteration, pending, text, provenance));
    List<Quant> complete =
        pending.stream().filter(q -> !failed.has(q.quantType()) && !isStopped(q)).toList();
    new OpenEvaluations(complete, text, provenance).finish();
    return complete;
  }

  private void evaluateRest(
      Iteration iteration, List<Quant> quants, EvaluationText text, Provenance provenance) {
    List<Quant> there = new ArrayList<>();
    for (Quant quant : quants) {
      failed
          .unlessFailed(iteration, quant.quantType(), () -> inMemoryOrFile(quant))
          .ifPresent(there::add);
    }
    if (there.isEmpty()) {
      return;
    }
    OpenEvaluations open = new OpenEvaluations(there, text, provenance);
    if (!open.isComplete()) {
      NoiseFloorStage floor = new NoiseFloorStage(context, evaluation, stored);
      floor.run(text(), provenance);
      open.run();
      floor.run(text(), provenance); // a chunk that it rested on may have been put aside
    }
  }

  private boolean isStopped(Quant quant) {
    return context.tracker().earlyStops().find(quant.id()).isPresent();
  }

  /** Files from outside come in the order of early stops, which any of them may have. */
  private EvaluationText text() {
    EvaluationText text = EvaluationText.of(context.tracker(), context.experiment());
    return context.experiment().judges()
        ? text.inOrder(context.tracker().earlyStops().order(context.experiment().id()))
        : text;
  }

  /** Of a file that is evaluated alone, held against the first that has a score. */
  private Optional<EvaluationWatch> watch(List<Quant> quants) {
    if (!stopEarly || quants.size() != 1) {
      return Optional.empty();
    }
    return context.tracker().iterations().quants(context.experiment().id()).stream()
        .filter(quant -> evaluations().findScore(quant.id()).isPresent())
        .findFirst()
        .flatMap(first -> context.tracker().earlyStops().watch(first.id(), quants.get(0).id()));
  }

  private Quant inMemoryOrFile(Quant quant) {
    return candidates.holds(quant) ? quant : quantize.withFile(quant, RunStage.QUANTIZE);
  }

  private Evaluations evaluations() {
    return context.tracker().evaluations();
  }

  /**
   * The evaluations of some quants on all evaluation sets, as far as they have come. Scores are
   * committed in groups of chunks that are decoded together, and what is left begins at the start
   * of a group.
   */
  private final class OpenEvaluations {
    private final List<Quant> quants;
    private final EvaluationText text;
    private final Provenance provenance;
    private final List<List<Evaluation>> byQuant = new ArrayList<>();
    private final int groupSize = context.engine().settings().chunksPerBatch();
    private final int firstChunk;
    private final EvaluationQuarantine aside;
    private final Optional<EvaluationWatch> watch;
    private boolean settled;

    OpenEvaluations(List<Quant> quants, EvaluationText text, Provenance provenance) {
      this.quants = quants;
      this.text = text;
      this.provenance = provenance;
      this.aside = new EvaluationQuarantine(context, text, this::quant);
      int committed = open();
      this.firstChunk = committed == text.chunks() ? committed : committed / groupSize * groupSize;
      this.watch = watch(quants);
      look(committed);
    }

    /**
     * Opens an evaluation for each quant and set; returns how many first chunks all of them have,
     * but for those that were put aside.
     */
    private int open() {
      BitSet everywhere = new BitSet();
      everywhere.set(0, text.chunks());
      for (Quant quant : quants) {
        List<Evaluation> ofQuant = new ArrayList<>();
        List<BitSet> recorded = new ArrayList<>();
        for (EvaluationSet set : text.sets()) {
          Evaluation evaluation = evaluations().open(quant.id(), set.id(), provenance);
          BitSet chunks = evaluations().recordedChunks(evaluation.id());
          chunks.or(context.tracker().quarantine().of(set.id()));
          recorded.add(chunks);
          ofQuant.add(evaluation);
        }
        BitSet committed = new BitSet();
        for (int chunk = 0; chunk < text.chunks(); chunk++) {
          ChunkPlace place = text.place(chunk);
          committed.set(chunk, recorded.get(place.set()).get(place.chunk()));
        }
        everywhere.and(committed);
        byQuant.add(ofQuant);
      }
      return everywhere.nextClearBit(0);
    }

    /** Whether nothing is left to be scored. */
    boolean isComplete() {
      return settled || firstChunk == text.chunks();
    }

    private void look(int committed) {
      settled =
          watch
              .filter(w -> !aside.holdsAny())
              .flatMap(w -> w.after(committed, text.contextSize()))
              .isPresent();
    }

    private Quant quant(String type) {
      return quants.stream().filter(one -> one.quantType().equals(type)).findFirst().orElseThrow();
    }

    /** Closes the evaluations of a quant after the other. */
    void finish() {
      byQuant.forEach(ofQuant -> ofQuant.forEach(one -> evaluations().finish(one.id())));
    }

    /** Scores what is left. */
    void run() {
      EvaluatedText left =
          new EvaluatedText(
              text.tokensFrom(firstChunk), firstChunk, text.chunks(), aside::place, aside);
      List<KldEvaluation.Candidate> scored =
          quants.stream()
              .map(
                  quant ->
                      new KldEvaluation.Candidate(
                          quant.quantType(),
                          candidates.fileOfThatSize(quant),
                          () -> candidates.take(quant),
                          (model, mayStay) -> candidates.giveBack(quant, model, mayStay)))
              .toList();
      if (stored.isEmpty()) {
        evaluation.run(left, scored, Committer::new);
      } else {
        evaluation.run(
            stored.get().file(), stored.get().from(text, firstChunk), left, scored, Committer::new);
      }
    }

    /** Commits a group when all candidates have delivered it. */
    private final class Committer implements KldEvaluation.Listener {
      private final List<Integer> scored;
      private final ProgressListener progress;
      private final List<Pending> pending = new ArrayList<>();

      Committer(List<Integer> scored, ProgressListener progress) {
        this.scored = scored;
        this.progress = progress;
        progress.advanced(firstChunk, text.chunks());
      }

      private record Pending(int quant, int chunk, Optional<ChunkScores> scores) {}

      @Override
      public void chunk(int candidate, ChunkScores scores) {
        add(new Pending(scored.get(candidate), scores.chunk(), Optional.of(scores)));
      }

      @Override
      public void leftOut(int candidate, int chunk) {
        add(new Pending(scored.get(candidate), chunk, Optional.empty()));
      }

      private void add(Pending one) {
        pending.add(one);
        int start = pending.stream().mapToInt(Pending::chunk).min().orElseThrow();
        int end = Math.min(text.chunks(), start - start % groupSize + groupSize);
        List<Pending> group = pending.stream().filter(p -> p.chunk() < end).toList();
        if (group.size() == (end - start) * scored.size()) {
          context.tracker().transaction(() -> commit(group));
          look(end);
          pending.removeAll(group);
          progress.advanced(end, settled ? end : text.chunks());
          context.engine().stop().stopHere();
        }
      }

      @Override
      public boolean isEnough() {
        return settled;
      }

      private boolean commit(List<Pending> group) {
        group.forEach(one -> one.scores().ifPresent(scores -> record(one.quant(), scores)));
        return true;
      }

      private void record(int quant, ChunkScores s) {
        ChunkPlace place = text.place(s.chunk());
        evaluations()
            .record(
                byQuant.get(quant).get(place.set()).id(),
                ChunkResults.of(place.chunk(), s),
                provenance);
      }
    }
  }
}
