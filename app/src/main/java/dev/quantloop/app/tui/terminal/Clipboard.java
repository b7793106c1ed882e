package dev.quantloop.app.tui.terminal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * The sequence that puts a text on the clipboard of the terminal the user sits at (OSC 52). tmux
 * and screen pass it on when it is wrapped for them.
 */
final class Clipboard {
  private static final String ESCAPE = "\u001b";
  private static final String END_OF_STRING = ESCAPE + "\\";
  // GNU screen cuts longer pass-through strings.
  private static final int SCREEN_LIMIT = 250;

  private Clipboard() {}

  static String sequence(String text, Map<String, String> environment) {
    String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    String plain = ESCAPE + "]52;c;" + encoded + "\u0007";
    if (environment.containsKey("TMUX")) {
      return ESCAPE + "Ptmux;" + plain.replace(ESCAPE, ESCAPE + ESCAPE) + END_OF_STRING;
    } else if (environment.containsKey("STY")) {
      return forScreen(plain);
    }
    return plain;
  }

  private static String forScreen(String plain) {
    StringBuilder wrapped = new StringBuilder();
    for (int from = 0; from < plain.length(); from += SCREEN_LIMIT) {
      int to = Math.min(plain.length(), from + SCREEN_LIMIT);
      wrapped.append(ESCAPE).append('P').append(plain, from, to).append(END_OF_STRING);
    }
    return wrapped.toString();
  }
}
