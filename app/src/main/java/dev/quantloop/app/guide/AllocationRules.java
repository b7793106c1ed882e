package dev.quantloop.app.guide;

import dev.quantloop.app.allocate.AllocationStanding;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.guide.Suggestion.Kind;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Imatrix;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** Whether single tensors should have other types than the quant type gives them. */
final class AllocationRules {
  /** Of which types are chosen. */
  private static final Set<String> FLOATS = Set.of("F32", "F16", "BF16");

  private AllocationRules() {}

  /** What brings more once more text does not; empty where it was tried. */
  static Optional<Suggestion> choose(Evidence evidence) {
    String type = evidence.focus().quantType();
    boolean possible =
        FLOATS.contains(evidence.model().fileType())
            && QuantType.parse(type).quantizes()
            && evidence.imatrices().values().stream().map(Imatrix::file).anyMatch(Files::exists);
    if (!possible || !evidence.allocationSteps().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Suggestion.ready(
            Kind.ALLOCATE,
            "Choose the type of each tensor, for a file as large as " + type,
            "%s, and which tensor gets which type usually moves the divergence more than which text calibrates it. What each tensor loses is measured, and the file is held against %s on the text that is evaluated on."
                .formatted(
                    evidence.plateaued()
                        ? "More text no longer helps"
                        : "The pool has no more text",
                    type),
            new Cost(0, 0, OptionalDouble.empty(), false),
            new Proposal.Allocate(evidence.name(), type, evidence.libraryFlags())));
  }

  /** Where a recipe that was asked for has not been chosen yet. */
  static Optional<Suggestion> goOn(Evidence evidence) {
    return evidence
        .allocation()
        .filter(AllocationStanding::isOpen)
        .map(
            standing ->
                Suggestion.ready(
                    standing.measured() == 0 ? Kind.START : Kind.RESUME,
                    goOn(standing),
                    standing.chooses()
                        ? "What each %s loses decides which type it gets; what is measured is not measured again."
                            .formatted(noun(standing))
                        : "It is held against the quant type of its size.",
                    new Cost(0, standing.mostTokensLeft(), OptionalDouble.empty(), true),
                    evidence.loop(OptionalInt.empty(), RunOptions.DEFAULT)));
  }

  private static String goOn(AllocationStanding standing) {
    if (!standing.chooses()) {
      return "Evaluate the recipe";
    }
    return standing.measured() == 0
        ? "Measure what single %ss lose".formatted(noun(standing))
        : "Go on where it stopped";
  }

  private static String noun(AllocationStanding standing) {
    return standing.settings().groupedBy().noun();
  }

  /** What came of each recipe, a sentence each. */
  static List<String> findings(AllocationStanding standing) {
    List<String> findings = new ArrayList<>();
    if (standing.isOpen() && standing.chooses()) {
      findings.add(measured(standing));
    }
    findings.addAll(standing.findings());
    return findings;
  }

  private static String measured(AllocationStanding standing) {
    return standing.trials() == 0
        ? "Of %s no %s has been measured yet."
            .formatted(standing.experiment().name(), standing.measuredNoun())
        : "Of %s %s are measured."
            .formatted(
                standing.experiment().name(),
                Numbers.part(
                    standing.measured(), standing.trials(), standing.measuredNoun() + "s"));
  }
}
