package dev.quantloop.app.tui.screen.create;

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
 * @param precedents by {@link Inquiries#surveyKey}
 * @param names of all experiments
 * @param overlap of the sources that are entered
 * @param plans by {@link UsePlan#key}
 */
record Found(
    ModelFound model,
    Map<String, SourceFound> sources,
    Map<String, Count> counts,
    Map<String, Optional<Precedent>> precedents,
    Machine machine,
    Set<String> names,
    Overlap overlap,
    Map<String, UsePlan> plans) {
  static final Found NOTHING =
      new Found(
          ModelFound.NONE,
          Map.of(),
          Map.of(),
          Map.of(),
          Machine.UNKNOWN,
          Set.of(),
          Overlap.NONE,
          Map.of());

  /**
   * The tokens of a source.
   *
   * @param problem why they could not be counted, or empty
   */
  record Count(int tokens, String problem) {}

  /**
   * What there is to work with.
   *
   * @param memory bytes available
   * @param disk bytes free beside the database
   */
  record Machine(long memory, long disk) {
    static final Machine UNKNOWN = new Machine(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  Found {
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

  Optional<SourceFound> source(String text) {
    return Optional.ofNullable(sources.get(text));
  }

  /** For the model that was read last. */
  Optional<Count> count(String source) {
    return Optional.ofNullable(counts.get(key(model.text(), source)));
  }

  Found with(ModelFound read) {
    return new Found(read, sources, counts, precedents, machine, names, overlap, plans);
  }

  Found with(SourceFound read) {
    Map<String, SourceFound> more = new HashMap<>(sources);
    more.put(read.text(), read);
    return new Found(model, more, counts, precedents, machine, names, overlap, plans);
  }

  /** The same, with what is wrong with these sources together. */
  Found overlapping(List<String> entered) {
    List<SourceFound> known =
        entered.stream()
            .map(this::source)
            .flatMap(Optional::stream)
            .filter(SourceFound::searched)
            .toList();
    return new Found(
        model, sources, counts, precedents, machine, names, overlap.among(known), plans);
  }

  Found with(String countedModel, Map<String, Count> bySource) {
    Map<String, Count> more = new HashMap<>(counts);
    bySource.forEach((source, count) -> more.put(key(countedModel, source), count));
    return new Found(model, sources, more, precedents, machine, names, overlap, plans);
  }

  Found with(String surveyKey, Optional<Precedent> precedent, Machine now) {
    Map<String, Optional<Precedent>> more = new HashMap<>(precedents);
    more.put(surveyKey, precedent);
    return new Found(model, sources, counts, more, now, names, overlap, plans);
  }

  Found withNames(Set<String> all) {
    return new Found(model, sources, counts, precedents, machine, all, overlap, plans);
  }

  Found withPlan(String key, UsePlan plan) {
    Map<String, UsePlan> more = new HashMap<>(plans);
    more.put(key, plan);
    return new Found(model, sources, counts, precedents, machine, names, overlap, more);
  }
}
