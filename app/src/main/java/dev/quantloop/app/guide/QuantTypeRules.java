package dev.quantloop.app.guide;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.guide.Suggestion.Kind;
import dev.quantloop.app.memory.QuantSize;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.view.RankingRow;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Optional;

/** Whether other quant types would show more, or serve better. */
final class QuantTypeRules {
  /** Below this the imatrix makes little difference. */
  private static final double SMALL_GAIN = 0.1;

  /** A quant that changes more than every seventh next token is a damaged model. */
  private static final double DAMAGED = 0.85;

  private static final List<String> SMALLER = List.of("Q3_K_M", "IQ2_M");
  private static final List<String> LARGER = List.of("IQ4_XS", "Q4_K_M");

  private QuantTypeRules() {}

  static Optional<Suggestion> otherTypes(Evidence evidence) {
    RankingRow best = evidence.focus().best();
    if (best.corpusTokens() == 0 && evidence.focus().latest().isEmpty()) {
      return Optional.empty();
    }
    IntSummaryStatistics bits =
        evidence.trends().stream()
            .mapToInt(trend -> QuantSize.nominalBits(trend.quantType()))
            .summaryStatistics();
    if (bits.getMin() >= 4 && gainIsSmall(evidence)) {
      return Optional.of(suggestion(evidence, SMALLER, smallerReason(evidence)));
    }
    if (bits.getMax() < 4 && best.statistics().get(Figure.SAME_TOP) < DAMAGED) {
      return Optional.of(suggestion(evidence, LARGER, largerReason(best)));
    }
    return Optional.empty();
  }

  private static boolean gainIsSmall(Evidence evidence) {
    return evidence.trends().stream()
        .allMatch(t -> t.gain().isPresent() && t.gain().getAsDouble() < SMALL_GAIN);
  }

  private static Suggestion suggestion(Evidence evidence, List<String> types, String reason) {
    Trend focus = evidence.focus();
    RankingRow model =
        focus.best().corpusTokens() > 0 ? focus.best() : focus.latest().orElseThrow();
    List<Corpus> mix = evidence.corporaOf(evidence.iteration(model.iteration()));
    int chunks = (int) (model.corpusTokens() / evidence.settings().nCtx());
    String title =
        "Try the imatrix of iteration %d on %s"
            .formatted(model.iteration(), String.join(" and ", types));
    return SourceRules.iterate(evidence, Kind.OTHER_QUANT, title, reason, mix, chunks, types);
  }

  private static String smallerReason(Evidence evidence) {
    double gain = evidence.trends().stream().mapToDouble(t -> t.gain().orElse(0)).max().orElse(0);
    return "With and without imatrix the types tried differ by %s at most: at 4 bits and more it matters little, at 2 to 3 bits most."
        .formatted(Numbers.percent(gain, 1));
  }

  private static String largerReason(RankingRow best) {
    return "%s agrees with the unquantized model on %s of the most likely tokens only; a type of 4 bits shows what the missing bits cost."
        .formatted(best.quantType(), Numbers.percent(best.statistics().get(Figure.SAME_TOP), 1));
  }
}
