package dev.quantloop.app.cli.option;

import picocli.CommandLine.Option;

/** Whether a chunk on which a model computes what is not a finite number ends the command. */
public final class QuarantineOption {
  @Option(
      names = "--quarantine",
      description =
          "Put a chunk aside on which what a model computes is not a finite number, and go on with"
              + " the others; else the command ends there.")
  private boolean wanted;

  public boolean wanted() {
    return wanted;
  }
}
