package dev.quantloop.app;

import java.nio.file.Path;

/** Paths as people write them: a tilde stands for the home directory, as in a shell. */
public final class UserPath {
  private static final String TILDE = "~";

  private UserPath() {}

  /** With the home directory in the place of a tilde at the beginning. */
  public static String expanded(String path, Path home) {
    boolean atHome = path.equals(TILDE) || path.startsWith(TILDE + "/");
    return atHome ? home + path.substring(TILDE.length()) : path;
  }

  /** A sentence in which paths below the home directory begin with a tilde. */
  public static String shortenedIn(String sentence, Path home) {
    return home.getNameCount() == 0 ? sentence : sentence.replace(home + "/", TILDE + "/");
  }

  /** With a tilde in the place of the home directory at the beginning. */
  public static String shortened(String path, Path home) {
    String prefix = home + "/";
    return path.startsWith(prefix) && prefix.length() > 2
        ? TILDE + "/" + path.substring(prefix.length())
        : path;
  }
}
