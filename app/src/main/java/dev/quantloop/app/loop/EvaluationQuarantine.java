package dev.quantloop.app.loop;

import dev.quantloop.app.chunktext.ChunkOrigin;
import dev.quantloop.app.chunktext.EvaluationText;
import dev.quantloop.app.engine.CandidateException;
import dev.quantloop.app.engine.EvaluatedText;
import dev.quantloop.app.engine.QuarantinedChunk;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.NotFiniteException;
import dev.quantloop.tracker.record.ChunkPutAside;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.service.Quarantine;
import dev.quantloop.tracker.stats.ChunkPlace;
import java.util.Optional;
import java.util.function.Function;

/**
 * Puts chunks of evaluation text aside, for all quants of the experiment alike. A quant that is not
 * finite on more than half of a text, or on so many chunks that too few would be left, is broken
 * itself: it fails, and what it put aside comes back.
 *
 * @param quants those that are evaluated, by their names
 */
record EvaluationQuarantine(
    LoopContext context, EvaluationText text, Function<String, Quant> quants)
    implements EvaluatedText.Aside {
  static final String BASELINE = "the baseline";

  String place(int chunk) {
    ChunkPlace place = text.place(chunk);
    return origin(set(place)).inWords(place.chunk());
  }

  @Override
  public boolean holds(int chunk) {
    ChunkPlace place = text.place(chunk);
    return quarantine().of(set(place).id()).get(place.chunk());
  }

  /** Whether any chunk of the text is aside. */
  boolean holdsAny() {
    return text.sets().stream().anyMatch(set -> !quarantine().of(set.id()).isEmpty());
  }

  @Override
  public boolean put(int chunk, Optional<String> candidate, NotFiniteException reason) {
    if (!context.settings().quarantine()) {
      return false;
    }
    ChunkPlace place = text.place(chunk);
    EvaluationSet set = set(place);
    Optional<Quant> quant = candidate.map(quants);
    int aside = quarantine().of(set.id()).cardinality() + 1;
    quant.ifPresent(one -> requireSound(candidate.get(), one, set, set.chunks() - aside));
    QuarantinedChunk.requireLeft(
        set.chunks() - aside, QuarantinedChunk.LEAST_EVALUATED, aside, set.name());
    String model = quant.map(this::inWords).orElse(BASELINE);
    quarantine()
        .add(
            new ChunkPutAside(
                set.corpus(),
                Optional.of(set.id()),
                place.chunk(),
                origin(set).documents(place.chunk()),
                quant.map(Quant::id),
                model,
                reason.weight()));
    context
        .report()
        .warning(
            "%s is put aside and counts in no figure: %s of %s are not finite"
                .formatted(
                    place(chunk),
                    reason
                        .weight()
                        .map(tensor -> "the activations that enter " + tensor)
                        .orElse("the logits"),
                    model));
    context.tracker().earlyStops().resume(context.experiment().id());
    return true;
  }

  private void requireSound(String name, Quant quant, EvaluationSet set, int left) {
    int own = quarantine().count(quant.id(), set.id()) + 1;
    if (2 * own > set.chunks() || left < QuarantinedChunk.LEAST_EVALUATED) {
      quarantine().release(quant.id());
      throw new CandidateException(
          name,
          new LlamaException(
              "its logits are not finite on %d and more of the %d chunks of %s: it is broken, and nothing is put aside for it"
                  .formatted(own, set.chunks(), set.name())));
    }
  }

  private String inWords(Quant quant) {
    Iteration iteration = context.tracker().iterations().get(quant.iteration());
    return iteration.label().orElse(quant.quantType() + " of " + iteration.inWords());
  }

  private EvaluationSet set(ChunkPlace place) {
    return text.sets().get(place.set());
  }

  private ChunkOrigin origin(EvaluationSet set) {
    return ChunkOrigin.of(context.tracker(), set, context.settings().nCtx());
  }

  private Quarantine quarantine() {
    return context.tracker().quarantine();
  }
}
