package dev.quantloop.app.cli.option;

import picocli.CommandLine.Option;

/** How names of special tokens in a text are taken. */
public final class ParseSpecialOption {
  @Option(
      names = "--parse-special",
      description =
          "Take names of special tokens in the text, such as <|im_end|>, for these tokens.")
  private boolean wanted;

  public boolean wanted() {
    return wanted;
  }
}
