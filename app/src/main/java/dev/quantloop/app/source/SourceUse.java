package dev.quantloop.app.source;

import dev.quantloop.app.UserException;
import java.util.Collection;
import java.util.Locale;

/** Which side of the split a source serves. */
public enum SourceUse {
  BOTH,
  EVALUATION,
  CALIBRATION;

  /** As {@code ;use=} says it, or both. */
  static SourceUse of(SourceSpec spec) {
    return spec.option(SourceOption.USE)
        .map(word -> valueOf(word.toUpperCase(Locale.ROOT)))
        .orElse(BOTH);
  }

  /** As {@code ;use=} says it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean isEvaluated() {
    return this != CALIBRATION;
  }

  public boolean isCalibrated() {
    return this != EVALUATION;
  }

  /**
   * @param uses of all sources of an experiment
   * @throws UserException when one of the sides has none
   */
  public static void requireBothSides(Collection<SourceUse> uses) {
    require(uses.stream().anyMatch(SourceUse::isEvaluated), EVALUATION, CALIBRATION);
    require(uses.stream().anyMatch(SourceUse::isCalibrated), CALIBRATION, EVALUATION);
  }

  private static void require(boolean served, SourceUse side, SourceUse other) {
    if (!served) {
      throw new UserException(
          "no source serves %s: give another source, or take ;use=%s from one"
              .formatted(side.word(), other.word()));
    }
  }
}
