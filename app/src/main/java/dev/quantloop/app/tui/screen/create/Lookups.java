package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.create.SourceTokens;
import dev.quantloop.app.guide.ComparableExperiment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What has been found out about what is entered. Answers are kept by what they were about, so that
 * nothing is asked twice.
 *
 * @param answers by {@link #key}
 * @param names of all experiments
 * @param overlap of the sources that are entered
 * @param asked keys of the lookups that are going on
 */
record Lookups(Map<String, Object> answers, Set<String> names, Overlap overlap, Set<String> asked) {
  /** What an answer of one kind is about that replaces the one before. */
  static final String LAST = "";

  static final Lookups NOTHING =
      new Lookups(Map.of(), Set.of(), new Overlap(List.of(), ""), Set.of());

  /**
   * What there is to work with.
   *
   * @param memory bytes available
   * @param disk bytes free beside the database
   */
  record Machine(long memory, long disk) {
    static final Machine UNKNOWN = new Machine(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** The experiment whose speeds are the best guide, if there is one. */
  record Survey(Optional<ComparableExperiment> comparable) {}

  /**
   * What is wrong with sources together. Looking through their files takes long where there are
   * many, so that it is done only when the sources have changed.
   *
   * @param among the sources that were looked through
   * @param problem empty where there is none
   */
  record Overlap(List<String> among, String problem) {}

  Lookups {
    answers = Map.copyOf(answers);
    names = Set.copyOf(names);
    asked = Set.copyOf(asked);
  }

  private static String key(Class<?> kind, String about) {
    return kind.getSimpleName() + " " + about;
  }

  /** An answer as {@link #ended} takes it. */
  static Map<String, Object> answer(String about, Object answer) {
    return Map.of(key(answer.getClass(), about), answer);
  }

  /** What the number of tokens of a source depends on. */
  static String counted(String model, String source) {
    return model + "\n" + source;
  }

  <T> Optional<T> find(Class<T> kind, String about) {
    return Optional.ofNullable(kind.cast(answers.get(key(kind, about))));
  }

  /** The model that was read last. */
  ModelLookup model() {
    return find(ModelLookup.class, LAST).orElse(ModelLookup.NONE);
  }

  Machine machine() {
    return find(Machine.class, LAST).orElse(Machine.UNKNOWN);
  }

  Optional<SourceLookup> source(String text) {
    return find(SourceLookup.class, text);
  }

  /** For the model that was read last. */
  Optional<SourceTokens> count(String source) {
    return find(SourceTokens.class, counted(model().text(), source));
  }

  /** The same, with what is wrong with these sources together. */
  Lookups overlapping(List<String> entered) {
    List<SourceLookup> known =
        entered.stream()
            .flatMap(text -> source(text).stream())
            .filter(SourceLookup::searched)
            .toList();
    List<String> among = known.stream().map(SourceLookup::text).toList();
    return among.equals(overlap.among())
        ? this
        : new Lookups(answers, names, new Overlap(among, SourceLookup.overlap(known)), asked);
  }

  Lookups asking(Set<String> lookups) {
    Set<String> more = new HashSet<>(asked);
    more.addAll(lookups);
    return new Lookups(answers, names, overlap, more);
  }

  /** A lookup has ended, with these answers. */
  Lookups ended(String lookup, Map<String, Object> found) {
    Map<String, Object> more = new HashMap<>(answers);
    more.putAll(found);
    Set<String> left = new HashSet<>(asked);
    left.remove(lookup);
    return new Lookups(more, names, overlap, left);
  }

  Lookups withNames(Set<String> all) {
    return new Lookups(answers, all, overlap, asked);
  }
}
