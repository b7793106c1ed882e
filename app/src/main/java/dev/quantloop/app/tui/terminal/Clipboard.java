package dev.quantloop.app.tui.terminal;

import dev.quantloop.app.notify.Passthrough;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** The sequence that puts a text on the clipboard of the terminal the user sits at (OSC 52). */
final class Clipboard {
  private Clipboard() {}

  static String sequence(String text, Map<String, String> environment) {
    String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    String plain = "\u001b]52;c;" + encoded + "\u0007";
    return Passthrough.of(plain, environment);
  }
}
