package dev.quantloop.app.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.app.notify.NotifyWays.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifyWaysTest {
  private static final String EVIL = "mine\u0007\u001b]52;c;aGk=\u009c: Q4_K_M; done\n$(touch x)";

  @Test
  void signalsComeFirstAndACommandAtLast() {
    assertEquals(
        new NotifyWays(Set.of(Signal.BELL, Signal.OSC9), List.of("notify-send", "a, b")),
        NotifyWays.parse("bell, osc9, notify-send 'a, b'"));
    assertEquals(new NotifyWays(Set.of(Signal.OSC777), List.of()), NotifyWays.parse(" OSC777 "));
    assertEquals(List.of("bells"), NotifyWays.parse("bells").command());
    assertTrue(NotifyWays.parse(" ").isNone());
  }

  @Test
  void refusesWhatCanNeverRing() {
    assertEquals(
        "there is no command bel; expected bell, osc9, osc777, or a command", refusal("bell,bel"));
    assertEquals(
        "there is no command /tmp; expected bell, osc9, osc777, or a command", refusal("/tmp"));
    assertEquals("a quotation mark is missing: say 'it", refusal("say 'it"));
    assertEquals("expected bell, osc9, osc777, or a command", refusal(""));
  }

  private static String refusal(String text) {
    return assertThrows(UserException.class, () -> NotifyWays.parse(text).requireUsable())
        .getMessage();
  }

  @Test
  void noNameCommandsTheTerminal() {
    String said = "mine\\u0007\\u001b]52;c;aGk=\\u009c: Q4_K_M; done $(touch x)";
    assertEquals("\u0007", NotifyWays.parse("bell").sequence(EVIL, Map.of()));
    assertEquals(
        "\u001b]9;Quantloop: " + said + "\u0007",
        NotifyWays.parse("osc9").sequence(EVIL, Map.of()));
    assertEquals(
        "\u001b]777;notify;Quantloop;" + said.replace(';', ',') + "\u0007",
        NotifyWays.parse("osc777").sequence(EVIL, Map.of()));
    assertEquals("", NotifyWays.NONE.sequence(EVIL, Map.of()));
  }

  @Test
  void tmuxAndScreenPassNotificationsOnAndRingThemselves() {
    NotifyWays ways = NotifyWays.parse("bell,osc9");
    assertEquals(
        "\u0007\u001bPtmux;\u001b\u001b]9;Quantloop: hi\u0007\u001b\\",
        ways.sequence("hi", Map.of("TMUX", "/tmp/tmux-0/default,1,0")));
    assertEquals(
        "\u0007\u001bP\u001b]9;Quantloop: hi\u0007\u001b\\",
        ways.sequence("hi", Map.of("STY", "1.pts")));
  }

  @Test
  void theCommandGetsTheMessageAndNoShellReadsIt(@TempDir Path directory) throws IOException {
    Path said = directory.resolve("said");
    String script = "printf '%s|%s|%s' \"$0\" \"$#\" \"$QUANTLOOP_MESSAGE\" > " + said;
    NotifyWays ways = new NotifyWays(Set.of(), List.of("sh", "-c", script));

    assertEquals(Optional.empty(), ways.runCommand("a \"b\" $(touch x); `id`\nc"));

    String message = "a \"b\" $(touch x); `id` c";
    assertEquals(message + "|0|" + message, Files.readString(said));
  }

  @Test
  void saysInALineWhatWentWrong() {
    assertEquals(
        Optional.of("can't notify: false ended with exit code 1"),
        NotifyWays.parse("false").runCommand("x"));
    String missing = NotifyWays.parse("/no/such/bell").runCommand("x").orElseThrow();
    assertTrue(missing.startsWith("can't notify: "), missing);
    assertEquals(1, missing.lines().count());
  }
}
