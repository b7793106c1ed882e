package dev.quantloop.app.notify;

import java.util.Map;

/** Wraps a sequence for the user's own terminal, so that tmux and GNU screen pass it on. */
public final class Passthrough {
  private static final String ESCAPE = "\u001b";
  private static final String END_OF_STRING = ESCAPE + "\\";
  // GNU screen cuts longer pass-through strings.
  private static final int SCREEN_LIMIT = 250;

  private Passthrough() {}

  /** The sequence as it stands where neither is between. */
  public static String of(String sequence, Map<String, String> environment) {
    if (environment.containsKey("TMUX")) {
      return ESCAPE + "Ptmux;" + sequence.replace(ESCAPE, ESCAPE + ESCAPE) + END_OF_STRING;
    } else if (environment.containsKey("STY")) {
      return forScreen(sequence);
    }
    return sequence;
  }

  private static String forScreen(String sequence) {
    StringBuilder wrapped = new StringBuilder();
    for (int from = 0; from < sequence.length(); from += SCREEN_LIMIT) {
      int to = Math.min(sequence.length(), from + SCREEN_LIMIT);
      wrapped.append(ESCAPE).append('P').append(sequence, from, to).append(END_OF_STRING);
    }
    return wrapped.toString();
  }
}
