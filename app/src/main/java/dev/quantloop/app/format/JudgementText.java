package dev.quantloop.app.format;

import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.HeldOutScore;
import dev.quantloop.tracker.record.Question;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.view.Judgement;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** What was decided of a quant, as people read it. */
public final class JudgementText {
  private JudgementText() {}

  /**
   * "-2.3 ± 1.1 %", the change with how far its interval reaches towards none; "" where there is no
   * change.
   */
  public static String change(Judgement judgement) {
    return change(judgement.change(), judgement.reach());
  }

  /**
   * Likewise.
   *
   * @param reach empty where there is no interval
   */
  public static String change(OptionalDouble change, OptionalDouble reach) {
    if (change.isEmpty() || reach.isEmpty()) {
      return FigureText.change(change);
    }
    String plain = FigureText.change(change).replace(" %", "");
    return plain + " ± " + Numbers.percent(reach.getAsDouble(), 1);
  }

  /** "no detectable difference as a recipe from iteration 2: +0.4 % (-0.8 to +1.6 %)". */
  public static String sentence(Judgement judgement) {
    String verdict = judgement.verdict().word();
    if (judgement.verdict() == Verdict.UNDECIDED) {
      return verdict + ": " + judgement.reason().orElse("");
    } else if (judgement.question().isEmpty()) {
      return verdict;
    }
    return verdict
        + (judgement.question().get() == Question.FILE ? " as a file" : " as a recipe")
        + (judgement.verdict() == Verdict.NO_DETECTABLE_DIFFERENCE ? " from" : " on")
        + " iteration "
        + text(judgement.reference())
        + interval(judgement);
  }

  /**
   * "improved as a recipe on equal weights: -2.3 % (-4.0 to -0.6 %), 40 documents, 80 chunks, 3
   * calibration texts against 3".
   *
   * @param reference what it was held against
   */
  public static String sentence(Comparison held, String reference) {
    if (held.outcome() == Verdict.UNDECIDED) {
      return "undecided against %s: %s".formatted(reference, held.reason().orElse(""));
    }
    boolean none = held.outcome() == Verdict.NO_DETECTABLE_DIFFERENCE;
    boolean recipe = held.question() == Question.RECIPE;
    return "%s%s %s %s as %s: %s%s; %s, %s%s"
        .formatted(
            held.outcome().word(),
            none ? " (± %s)".formatted(Numbers.percent(held.reach().orElse(Double.NaN), 1)) : "",
            none ? "from" : "on",
            reference,
            recipe ? "a recipe" : "a file",
            FigureText.change(held.change()),
            interval(held.low(), held.high()),
            Numbers.amount(held.clusters(), "document"),
            Numbers.amount(held.chunks(), "chunk"),
            recipe
                ? ", %s against %d"
                    .formatted(
                        Numbers.amount(held.replicates(), "calibration text"),
                        held.referenceReplicates())
                : "");
  }

  /** "0.0745 (0.0702 to 0.0790) on 24 documents, 30 chunks". */
  public static String composite(HeldOutScore score) {
    String interval =
        score
            .interval(Figure.COMPOSITE)
            .map(i -> " (%s to %s)".formatted(Numbers.score(i.low()), Numbers.score(i.high())))
            .orElse("");
    return "%s%s on %s, %s"
        .formatted(
            Numbers.score(score.composite()),
            interval,
            Numbers.amount(score.clusters(), "document"),
            Numbers.amount(score.chunks(), "chunk"));
  }

  private static String interval(Judgement judgement) {
    return judgement.change().isEmpty()
        ? ""
        : ": "
            + FigureText.change(judgement.change())
            + interval(judgement.changeLow(), judgement.changeHigh());
  }

  /** " (-0.8 to +1.6 %)"; "" where there is none. */
  public static String interval(OptionalDouble low, OptionalDouble high) {
    return low.isEmpty() || high.isEmpty()
        ? ""
        : " (%s to %s)"
            .formatted(FigureText.change(low).replace(" %", ""), FigureText.change(high));
  }

  /** "40 documents, 80 chunks, 3 replicates against 4". */
  public static String basis(Judgement judgement) {
    String text = evaluated(judgement);
    return judgement.question().filter(Question.RECIPE::equals).isEmpty()
        ? text
        : text
            + ", %s against %s"
                .formatted(
                    Numbers.amount(judgement.replicates().getAsInt(), "calibration text"),
                    text(judgement.referenceReplicates()));
  }

  /** "40 documents, 80 chunks". */
  public static String evaluated(Judgement judgement) {
    if (judgement.clusters().isEmpty()) {
      return "not judged";
    }
    int clusters = judgement.clusters().getAsInt();
    String chunks = Numbers.amount(judgement.chunks().getAsInt(), "chunk");
    return judgement.documentsKnown().orElse(0) == 1
        ? Numbers.amount(clusters, "document") + ", " + chunks
        : "%d sections of text whose documents are not known, %s".formatted(clusters, chunks);
  }

  private static String text(OptionalInt number) {
    return number.isPresent() ? Integer.toString(number.getAsInt()) : "?";
  }
}
