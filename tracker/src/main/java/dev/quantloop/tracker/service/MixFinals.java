package dev.quantloop.tracker.service;

import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.Mix;
import dev.quantloop.tracker.view.HeldAgainst;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Holds the finalists of a mix against equal weights and the best single source. */
record MixFinals(Mix mix, List<JudgedQuant> quants, Judge judge) {
  /**
   * @param domains names of the evaluation sets
   * @param ofType all scored quants of the finals, replicates included
   */
  static MixFinals of(
      Mix mix,
      List<String> domains,
      ExperimentSettings settings,
      long seed,
      List<JudgedQuant> ofType) {
    ToDoubleFunction<double[]> objective = composites -> mix.value(domains, composites);
    List<JudgedQuant> valued =
        ofType.stream()
            .filter(quant -> quant.sets().size() == domains.size())
            .map(quant -> quant.withComposite(objective))
            .toList();
    return new MixFinals(mix, valued, new Judge(settings, seed, valued));
  }

  /** With their p adjusted for the number of all. */
  List<Comparison> comparisons() {
    List<Comparison> all =
        quants.stream()
            .filter(quant -> quant.draw().replicate() == 0)
            .filter(quant -> quant.draw().number() > Mix.SINGLE_SOURCE)
            .flatMap(quant -> held(quant).stream())
            .toList();
    return HolmAdjusted.of(all).stream().map(one -> one.of(mix.objective().figure())).toList();
  }

  private List<Comparison> held(JudgedQuant quant) {
    return Stream.of(Mix.EQUAL_WEIGHTS, Mix.SINGLE_SOURCE)
        .flatMap(number -> quants.stream().filter(one -> one.isIteration(number)))
        .flatMap(one -> judge.compare(one.draw().quant(), quant.draw().quant()).stream())
        .map(HeldAgainst::verdict)
        .toList();
  }
}
