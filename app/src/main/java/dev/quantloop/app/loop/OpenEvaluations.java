package dev.quantloop.app.loop;

import dev.quantloop.app.chunktext.EvaluationText;
import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.service.Evaluations;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The evaluations of some quants on an evaluation text, as far as they have come.
 *
 * @param quants the candidates
 * @param byQuant for each quant its evaluation on each set
 * @param firstChunk the first chunk of the text that is not committed for every quant, at the start
 *     of a group of chunks that are decoded together
 */
record OpenEvaluations(
    EvaluationText text, List<Quant> quants, List<List<Evaluation>> byQuant, int firstChunk) {

  static OpenEvaluations of(
      Evaluations evaluations,
      EvaluationText text,
      List<Quant> quants,
      Provenance provenance,
      int groupSize) {
    List<List<Evaluation>> byQuant = new ArrayList<>();
    BitSet everywhere = new BitSet();
    everywhere.set(0, text.chunks());
    for (Quant quant : quants) {
      List<Evaluation> ofQuant = new ArrayList<>();
      BitSet committed = new BitSet();
      int before = 0;
      for (EvaluationSet set : text.sets()) {
        Evaluation evaluation = evaluations.open(quant.id(), set.id(), provenance);
        int offset = before;
        evaluations.recordedChunks(evaluation.id()).stream()
            .forEach(chunk -> committed.set(offset + chunk));
        before += set.chunks();
        ofQuant.add(evaluation);
      }
      everywhere.and(committed);
      byQuant.add(ofQuant);
    }
    int complete = everywhere.nextClearBit(0);
    int firstChunk = complete == text.chunks() ? complete : complete / groupSize * groupSize;
    return new OpenEvaluations(text, quants, byQuant, firstChunk);
  }

  boolean isComplete() {
    return firstChunk == text.chunks();
  }

  int[] tokens() {
    return text.tokensFrom(firstChunk);
  }

  Evaluation evaluation(int quant, int set) {
    return byQuant.get(quant).get(set);
  }

  /** The same for one of the quants. */
  OpenEvaluations only(int quant) {
    return new OpenEvaluations(
        text, List.of(quants.get(quant)), List.of(byQuant.get(quant)), firstChunk);
  }
}
