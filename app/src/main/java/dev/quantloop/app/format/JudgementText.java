package dev.quantloop.app.format;

import dev.quantloop.tracker.record.Question;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.view.Judgement;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** What was decided of a quant, as people read it. */
public final class JudgementText {
  private JudgementText() {}

  /** "-2.3 ± 1.1 %", the change with half its 95 % interval; "" where there is no change. */
  public static String change(Judgement judgement) {
    return change(judgement.change(), judgement.halfWidth());
  }

  /**
   * Likewise.
   *
   * @param halfWidth empty where there is no interval
   */
  public static String change(OptionalDouble change, OptionalDouble halfWidth) {
    if (change.isEmpty() || halfWidth.isEmpty()) {
      return FigureText.change(change);
    }
    String plain = FigureText.change(change).replace(" %", "");
    return plain + " ± " + Numbers.percent(halfWidth.getAsDouble(), 1);
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
