package dev.quantloop.app.machine;

import java.io.File;

/** The standard input of processes that nobody types anything into. */
public final class NoInput {
  public static final ProcessBuilder.Redirect REDIRECT =
      ProcessBuilder.Redirect.from(new File("/dev/null"));

  private NoInput() {}
}
