package dev.quantloop.app.guide;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an experiment has shown so far, and what to try next.
 *
 * @param findings a sentence each
 * @param suggestions the most useful first, at most {@value #MOST}; never empty
 */
public record Guide(List<String> findings, List<Suggestion> suggestions) {
  /** More would be a list of everything that can be typed. */
  public static final int MOST = 5;

  public Guide {
    findings = List.copyOf(findings);
    suggestions = List.copyOf(suggestions);
  }

  public static Guide of(Evidence evidence) {
    Stream<Suggestion> all = suggestions(evidence);
    return new Guide(Findings.of(evidence), all.limit(MOST).toList());
  }

  private static Stream<Suggestion> suggestions(Evidence evidence) {
    Optional<Suggestion> watch = RunRules.watch(evidence);
    if (watch.isPresent()) {
      return watch.stream();
    }
    Stream<Suggestion> run =
        AllocationRules.goOn(evidence)
            .or(() -> RunRules.resume(evidence))
            .or(() -> RunRules.start(evidence))
            .stream();
    if (!evidence.grows()) {
      return run;
    }
    return Stream.concat(run, evidence.trends().isEmpty() ? Stream.empty() : tries(evidence));
  }

  private static Stream<Suggestion> tries(Evidence evidence) {
    return evidence.plateaued() ? afterPlateau(evidence) : beforePlateau(evidence);
  }

  private static Stream<Suggestion> afterPlateau(Evidence evidence) {
    return Stream.of(
            AllocationRules.choose(evidence).stream(),
            FinalQuants.all(evidence).stream(),
            EvaluationRules.moreChunks(evidence).stream(),
            QuantTypeRules.otherTypes(evidence).stream(),
            SourceRules.dropOne(evidence).stream(),
            EvaluationRules.longerContext(evidence).stream(),
            SourceRules.addOne(evidence).stream())
        .flatMap(rule -> rule);
  }

  private static Stream<Suggestion> beforePlateau(Evidence evidence) {
    Optional<Suggestion> drop = SourceRules.dropOne(evidence);
    Optional<Suggestion> more = EvaluationRules.moreChunks(evidence);
    // What chance may have decided is to be settled before anything is built on it.
    boolean doubtful = EvaluationRules.hidden(evidence).isPresent();
    return Stream.of(
            (doubtful ? more : drop).stream(),
            text(evidence).stream(),
            (CorpusRules.grow(evidence).isPresent()
                    ? Optional.<Suggestion>empty()
                    : AllocationRules.choose(evidence))
                .stream(),
            (doubtful ? drop : more).stream(),
            FinalQuants.focus(evidence).stream(),
            QuantTypeRules.otherTypes(evidence).stream())
        .flatMap(rule -> rule);
  }

  /** More of the pool, or more text; a run that is resumed sees to it. */
  private static Optional<Suggestion> text(Evidence evidence) {
    return RunRules.resume(evidence).isPresent()
        ? Optional.empty()
        : CorpusRules.grow(evidence).or(() -> SourceRules.addOne(evidence));
  }
}
