package dev.quantloop.app.guide;

import dev.quantloop.app.experiment.PlateauWords;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.RankingRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the iterations showed, a sentence each. */
final class Findings {
  private Findings() {}

  static List<String> of(Evidence evidence) {
    List<String> findings = new ArrayList<>();
    if (evidence.mixes()) {
      findings.add(
          "These are mixes of the sources of another experiment; quantloop mix tells which is the best.");
      return findings;
    } else if (evidence.allocation().isPresent()) {
      return AllocationRules.findings(evidence.allocation().get());
    } else if (evidence.experiment().judges()) {
      findings.add("These are files from outside; their ranking tells which is the best.");
      return findings;
    } else if (!evidence.grows()) {
      findings.add(
          "These corpora are held against each other; their tables tell which is the best.");
      return findings;
    }
    for (Trend trend : evidence.trends()) {
      findings.add(best(trend));
      trend.decline().or(trend::lastStep).ifPresent(step -> findings.add(step(evidence, step)));
    }
    if (!evidence.trends().isEmpty()) {
      findings.add(plateau(evidence));
      findings.addAll(domains(evidence));
    }
    evidence.allocationSteps().stream().map(AllocationRules::findings).forEach(findings::addAll);
    return findings;
  }

  private static String best(Trend trend) {
    RankingRow best = trend.best();
    String text =
        "%s: %s is the best, composite %s"
            .formatted(trend.quantType(), Words.iteration(best), Numbers.score(best.composite()));
    if (best.corpusTokens() == 0) {
      return text + (trend.latest().isPresent() ? "; no imatrix tried so far is better." : ".");
    }
    return trend.gain().isPresent()
        ? text + ", " + Numbers.percent(trend.gain().getAsDouble(), 1) + " below no imatrix."
        : text + ".";
  }

  private static String step(Evidence evidence, Trend.Step step) {
    String verdict =
        switch (evidence.verdict(step)) {
          case IMPROVED -> "the larger corpus was better";
          case WORSE -> "the larger corpus was worse";
          case NO_DETECTABLE_DIFFERENCE -> "no detectable difference";
          default -> "undecided";
        };
    return "%s from %s to %s: %s, %s."
        .formatted(
            step.to().quantType(),
            Numbers.count(step.from().corpusTokens()),
            Numbers.tokens(step.to().corpusTokens()),
            Words.change(evidence, step),
            verdict);
  }

  private static String plateau(Evidence evidence) {
    int k = evidence.settings().plateauK();
    if (evidence.plateaued()) {
      return "Plateau: " + PlateauWords.of(k, "any type", Words.threshold(evidence)) + ".";
    }
    Trend behind =
        evidence.trends().stream().min(Comparator.comparingInt(Trend::smallSteps)).orElseThrow();
    return "No plateau yet of %s: %s."
        .formatted(
            behind.quantType(),
            PlateauWords.notYet(Math.min(behind.smallSteps(), k), k, Words.threshold(evidence)));
  }

  /** How the best iteration of the type with the fewest bits does on each of several domains. */
  private static List<String> domains(Evidence evidence) {
    Trend focus = evidence.focus();
    if (evidence.evaluationSets().size() < 2 || focus.best().corpusTokens() == 0) {
      return List.of();
    }
    Map<String, Double> none = new TreeMap<>();
    Map<String, Double> best = new TreeMap<>();
    for (DomainRow cell : evidence.domains()) {
      if (cell.quantType().equals(focus.quantType())) {
        double composite = cell.statistics().composite();
        if (cell.corpusTokens() == 0) {
          none.put(cell.evaluationSet(), composite);
        } else if (cell.iteration() == focus.best().iteration()) {
          best.put(cell.evaluationSet(), composite);
        }
      }
    }
    List<String> parts = new ArrayList<>();
    best.forEach(
        (set, composite) -> {
          Double before = none.get(set);
          parts.add(
              before == null || before <= 0
                  ? set + " " + Numbers.score(composite)
                  : set + " " + Numbers.change(composite / before - 1, 1));
        });
    String what = none.isEmpty() ? "composite by text" : "by text, against no imatrix";
    return List.of(focus.quantType() + " " + what + ": " + String.join(", ", parts) + ".");
  }
}
