package dev.quantloop.app.tui.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class TerminalInputTest {
  private static final String BEGIN = "\u001b[200~";
  private static final String END = "\u001b[201~";
  private static final String PASTED = String.valueOf(TerminalInput.PASTED);

  /** A line that delivers parts, between which nothing is there for a moment. */
  private static final class SlowLine extends InputStream {
    private final Deque<InputStream> parts = new ArrayDeque<>();

    SlowLine(String... texts) {
      for (String text : texts) {
        parts.add(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
      }
    }

    @Override
    public int available() throws IOException {
      int there = parts.isEmpty() ? 0 : parts.peek().available();
      if (there == 0) {
        parts.poll();
      }
      return there;
    }

    @Override
    public int read() {
      throw new AssertionError("a byte at a time would be slow");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      while (!parts.isEmpty() && parts.peek().available() == 0) {
        parts.poll();
      }
      return parts.isEmpty() ? -1 : parts.peek().read(bytes, offset, length);
    }
  }

  private static TerminalInput input(InputStream in) {
    return new TerminalInput(in, StandardCharsets.UTF_8, 50, System::nanoTime);
  }

  private static TerminalInput input(String... parts) {
    return input(new SlowLine(parts));
  }

  private static String keys(TerminalInput input) throws IOException {
    return new String(input.readAllBytes(), StandardCharsets.UTF_8);
  }

  private static List<String> pastes(TerminalInput input) {
    List<String> all = new ArrayList<>();
    for (Optional<String> one = input.pasted(); one.isPresent(); one = input.pasted()) {
      all.add(one.get());
    }
    return all;
  }

  @Test
  void givesEnterAsALineFeed() throws IOException {
    assertEquals("a\nb", keys(input("a\rb")));
  }

  @Test
  void losesNothingOfAnEscapeThatEndsAPacket() throws IOException {
    assertEquals("x\u001b[A", keys(input("x\u001b", "[A")));
    assertEquals("\u001b", keys(input("\u001b")));
    assertEquals("\u001b\u001b[C\u001b[1;5A", keys(input("\u001b\u001b[C\u001b[1;5A")));
    assertEquals("\u001b[20~\u001b[2~", keys(input("\u001b[20~\u001b[2~")));
  }

  @Test
  void takesNoPartOfASequenceForAKey() throws IOException {
    String arrow = "\u001b[1;5A";
    for (int cut = 1; cut < arrow.length(); cut++) {
      assertEquals(arrow + "q", keys(input(arrow.substring(0, cut), arrow.substring(cut) + "q")));
    }
    assertEquals("\u001bOP", keys(input("\u001b", "O", "P")));
    assertEquals("\u001b[[Aq", keys(input("\u001b[", "[", "Aq")));
    assertEquals("\u001b[M !!q", keys(input("\u001b[M", " !", "!q")));
    assertEquals("q", keys(input("\u001b[I\u001b[97;5u\u001b[?1;2cq")), "unknown ones");
    assertEquals("q", keys(input("\u001b]11;rgb:0/0/0\u0007\u001bP>|x\u001b", "\\q")), "replies");
    assertEquals("", keys(input("\u001b[1;")), "one that is broken off");
    assertEquals("\u001b]\u001bj", keys(input("\u001b]")) + keys(input("\u001bj")), "with Alt");
  }

  /** A line that is silent for a while between two parts, by a timer that it moves itself. */
  private static final class PausingLine extends InputStream {
    private final SlowLine line;
    private final long pause;
    private long millis;
    private long silentUntil = Long.MAX_VALUE;

    PausingLine(long pause, String before, String after) {
      this.line = new SlowLine(before, after);
      this.pause = pause;
    }

    long nanos() {
      return millis * 1_000_000;
    }

    @Override
    public int available() throws IOException {
      millis += TerminalInput.NAP_MILLIS; // between two looks
      if (isBetweenParts() && silentUntil == Long.MAX_VALUE) {
        silentUntil = millis + pause;
      }
      return isBetweenParts() && millis < silentUntil ? 0 : line.available();
    }

    private boolean isBetweenParts() {
      return line.parts.size() == 1;
    }

    @Override
    public int read() {
      throw new AssertionError("a byte at a time would be slow");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (isBetweenParts()) {
        millis = Math.max(millis, silentUntil);
      }
      return line.read(bytes, offset, length);
    }
  }

  private static TerminalInput pausing(long millis, String before, String after) {
    PausingLine line = new PausingLine(millis, before, after);
    return new TerminalInput(line, StandardCharsets.UTF_8, 50, line::nanos);
  }

  @Test
  void waitsForTheRestOfASequenceAndDropsWhatComesTooLate() throws IOException {
    assertEquals("\u001b[A", keys(pausing(70, "\u001b", "[A")));
    assertEquals("\u001b[A", keys(pausing(300, "\u001b[", "A")));
    assertEquals("\u001bq", keys(pausing(600, "\u001b", "[Aq")));
    assertEquals("\u001b[", keys(pausing(600, "\u001b", "[")), "typed by hand");
    TerminalInput paste = pausing(600, "\u001b", BEGIN.substring(1) + "dy" + END);
    assertEquals("\u001b" + PASTED, keys(paste));
    assertEquals(List.of("dy"), pastes(paste));
  }

  @Test
  void keepsAPasteAsAWhole() throws IOException {
    TerminalInput input = input("a" + BEGIN + "dé\r\ny\u001b[A\u0003" + END + "\rb" + BEGIN + END);
    assertEquals("a" + PASTED + "\nb" + PASTED, keys(input));
    assertEquals(List.of("dé\r\ny\u001b[A\u0003", ""), pastes(input));
  }

  @Test
  void knowsAPasteThatComesInParts() throws IOException {
    String text = "x\r".repeat(50_000);
    String sent = BEGIN + text + END + "\r";
    for (int cut : new int[] {1, 3, 5, 6, 70_000, sent.length() - 7, sent.length() - 3}) {
      TerminalInput input = input(sent.substring(0, cut), sent.substring(cut));
      assertEquals(PASTED + "\n", keys(input));
      assertEquals(List.of(text), pastes(input));
    }
  }

  @Test
  void endsAPasteWhoseEndDoesNotCome() throws IOException {
    TerminalInput lost = input(BEGIN + "half of it");
    assertEquals(PASTED, keys(lost));
    assertEquals(List.of("half of it"), pastes(lost));
    assertEquals("q", keys(input(END + "q")));
  }

  @Test
  void keepsNothingOfAPasteThatIsTooLong() throws IOException {
    byte[] much = new byte[TerminalInput.MOST_PASTED + 1];
    Arrays.fill(much, (byte) 'd');
    TerminalInput input = input(BEGIN + new String(much, StandardCharsets.US_ASCII) + END + "q");
    assertEquals(PASTED + "q", keys(input));
    assertEquals(List.of(""), pastes(input));
  }

  @Test
  void givesWhatIsThereWithoutWaitingForMore() throws IOException {
    InputStream keyboard =
        new InputStream() {
          private byte[] sent = ("ab" + END).getBytes(StandardCharsets.US_ASCII);

          @Override
          public int available() {
            return sent.length;
          }

          @Override
          public int read() {
            throw new AssertionError("it would wait");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            assertEquals(8, sent.length, "it would wait");
            System.arraycopy(sent, 0, bytes, offset, sent.length);
            sent = new byte[0];
            return 8;
          }
        };
    assertEquals(2, input(keyboard).read(new byte[100]));
  }
}
