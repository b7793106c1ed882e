package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.create.SourceTokens;
import dev.quantloop.app.guide.Precedent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What has been found out about what is entered. Answers are kept by what they were about, so that
 * nothing is asked twice.
 *
 * @param model that was read last
 * @param sources by their texts
 * @param counts by {@link #key}
 * @param precedents by {@link LookupEffects#surveyKey}
 * @param names of all experiments
 * @param overlap of the sources that are entered
 * @param plans by {@link ModelUse#key}
 */
record Lookups(
    ModelLookup model,
    Map<String, SourceLookup> sources,
    Map<String, SourceTokens> counts,
    Map<String, Optional<Precedent>> precedents,
    Machine machine,
    Set<String> names,
    SourceOverlap overlap,
    Map<String, ModelUse> plans) {
  static final Lookups NOTHING =
      new Lookups(
          ModelLookup.NONE,
          Map.of(),
          Map.of(),
          Map.of(),
          Machine.UNKNOWN,
          Set.of(),
          SourceOverlap.NONE,
          Map.of());

  /**
   * What there is to work with.
   *
   * @param memory bytes available
   * @param disk bytes free beside the database
   */
  record Machine(long memory, long disk) {
    static final Machine UNKNOWN = new Machine(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  Lookups {
    sources = Map.copyOf(sources);
    counts = Map.copyOf(counts);
    precedents = Map.copyOf(precedents);
    names = Set.copyOf(names);
    plans = Map.copyOf(plans);
  }

  /** Of the tokens of a source for a model. */
  static String key(String model, String source) {
    return model + "\n" + source;
  }

  Optional<SourceLookup> source(String text) {
    return Optional.ofNullable(sources.get(text));
  }

  /** For the model that was read last. */
  Optional<SourceTokens> count(String source) {
    return Optional.ofNullable(counts.get(key(model.text(), source)));
  }

  Lookups with(ModelLookup read) {
    return new Lookups(read, sources, counts, precedents, machine, names, overlap, plans);
  }

  Lookups with(SourceLookup read) {
    Map<String, SourceLookup> more = new HashMap<>(sources);
    more.put(read.text(), read);
    return new Lookups(model, more, counts, precedents, machine, names, overlap, plans);
  }

  /** The same, with what is wrong with these sources together. */
  Lookups overlapping(List<String> entered) {
    List<SourceLookup> known =
        entered.stream()
            .map(this::source)
            .flatMap(Optional::stream)
            .filter(SourceLookup::searched)
            .toList();
    return new Lookups(
        model, sources, counts, precedents, machine, names, overlap.among(known), plans);
  }

  Lookups with(String countedModel, Map<String, SourceTokens> bySource) {
    Map<String, SourceTokens> more = new HashMap<>(counts);
    bySource.forEach((source, count) -> more.put(key(countedModel, source), count));
    return new Lookups(model, sources, more, precedents, machine, names, overlap, plans);
  }

  Lookups with(String surveyKey, Optional<Precedent> precedent, Machine now) {
    Map<String, Optional<Precedent>> more = new HashMap<>(precedents);
    more.put(surveyKey, precedent);
    return new Lookups(model, sources, counts, more, now, names, overlap, plans);
  }

  Lookups withNames(Set<String> all) {
    return new Lookups(model, sources, counts, precedents, machine, all, overlap, plans);
  }

  Lookups withPlan(String key, ModelUse plan) {
    Map<String, ModelUse> more = new HashMap<>(plans);
    more.put(key, plan);
    return new Lookups(model, sources, counts, precedents, machine, names, overlap, more);
  }
}
