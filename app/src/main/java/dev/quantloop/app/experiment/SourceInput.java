package dev.quantloop.app.experiment;

import dev.quantloop.app.corpus.SourceText;

/**
 * A text source of an experiment that is to be created.
 *
 * @param origin the paths as the user gave them, or where else the text comes from
 */
public record SourceInput(String name, String domain, String origin, SourceText text) {
  /** How the origin of a text begins that is part of the program, and in no file. */
  public static final String BUILT_IN = "built into quantloop ";

  /**
   * @param origin as a source on record has it
   */
  public static boolean isBuiltIn(String origin) {
    return origin.startsWith(BUILT_IN);
  }
}
