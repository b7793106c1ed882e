package dev.quantloop.app.cli.option;

import picocli.CommandLine.Option;

/** How names of special tokens in a text are taken. */
public final class ParseSpecialOption {
  static final String HELP =
      "Take names of special tokens in the text, such as <|im_end|>, for these tokens.";

  @Option(names = "--parse-special", description = HELP)
  private boolean wanted;

  public boolean wanted() {
    return wanted;
  }
}
