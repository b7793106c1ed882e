package dev.quantloop.app.cli.option;

import picocli.CommandLine.Parameters;

/** The experiment or the iteration that a command is about. */
public final class TargetParameter {
  @Parameters(
      index = "0",
      paramLabel = Target.SYNTAX,
      description = "The experiment, or an iteration of it: mine:3.")
  private String text;

  /** As it was written. */
  public String text() {
    return text;
  }

  public Target parse() {
    return Target.parse(text);
  }
}
