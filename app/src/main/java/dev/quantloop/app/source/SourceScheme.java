package dev.quantloop.app.source;

import dev.quantloop.tracker.record.Source;
import java.util.Arrays;

/** How a path of a source begins that is something else than a file. */
public enum SourceScheme {
  STDIN("-"),
  HUB("hf:"),
  RANDOM("random:"),
  LOGITS(Source.LOGITS),
  PLUGIN("plugin:"),
  PROGRAM("program:"),
  /** Everything else: a file, a directory or a glob. */
  FILES("");

  private final String prefix;

  SourceScheme(String prefix) {
    this.prefix = prefix;
  }

  public static SourceScheme of(String path) {
    return path.equals(STDIN.prefix)
        ? STDIN
        : Arrays.stream(values())
            .filter(scheme -> scheme != STDIN && path.startsWith(scheme.prefix))
            .findFirst()
            .orElseThrow();
  }

  /** What a path says after the scheme. */
  public String rest(String path) {
    return path.substring(prefix.length());
  }

  /** How its paths begin, in messages: "files" or "hf:". */
  public String label() {
    return this == FILES ? "files" : this == STDIN ? "standard input" : prefix;
  }

  /** Whether commas and blanks belong to what follows the scheme, up to the options. */
  boolean takesWords() {
    return this == PLUGIN || this == PROGRAM;
  }

  String prefix() {
    return prefix;
  }
}
