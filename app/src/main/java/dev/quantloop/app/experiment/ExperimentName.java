package dev.quantloop.app.experiment;

import dev.quantloop.app.UserException;
import java.util.regex.Pattern;

/** What an experiment may be called, so that {@code NAME:3/Q2_K} can be told apart. */
public final class ExperimentName {
  /** The rule, for people. */
  public static final String RULE = "letters, digits, . _ - only";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private ExperimentName() {}

  /** The name of an experiment of a kind on a model, such as {@code judge-model}. */
  public static String of(String kind, String model) {
    return kind + "-" + model.replaceAll("[^A-Za-z0-9._-]", "-");
  }

  public static boolean isValid(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * @throws UserException saying what a name may consist of
   */
  public static void require(String name) {
    if (!isValid(name)) {
      throw new UserException("'" + name + "' can't be the name of an experiment: " + RULE);
    }
  }
}
