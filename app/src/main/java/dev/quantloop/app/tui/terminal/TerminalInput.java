package dev.quantloop.app.tui.terminal;

import com.googlecode.lanterna.input.CharacterPattern;
import com.googlecode.lanterna.input.DefaultKeyDecodingProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What the terminal sends, as Lanterna wants it: sequences as a whole. An escape is kept back until
 * it is clear whether the rest of a key's sequence follows: a slow line may deliver it in parts,
 * and yet the Escape key must not be felt to wait. No part of a sequence is ever taken for a key:
 * those that come too late, are broken off or are unknown to Lanterna are dropped. Enter, which
 * sends a carriage return in raw mode, becomes a line feed.
 *
 * <p>A text that is pasted, which the terminal brackets, is kept as a whole and one {@link #PASTED}
 * stands for it, so that nothing of it can be taken for a key.
 */
final class TerminalInput extends InputStream {
  /** Makes a terminal bracket what is pasted. */
  static final String BRACKET_PASTES = "\u001b[?2004h";

  static final String LEAVE_PASTES = "\u001b[?2004l";

  /** Ctrl-^, which nothing is bound to. */
  static final char PASTED = 0x1E;

  /** Of a longer text nothing is kept. */
  static final int MOST_PASTED = 1 << 20;

  private static final String PASTE_BEGINS = "\u001b[200~";
  private static final String PASTE_ENDS = "\u001b[201~";
  private static final byte[] END_OF_PASTE = PASTE_ENDS.getBytes(StandardCharsets.US_ASCII);
  private static final int ESCAPE = 0x1B;
  private static final int END = -1;
  private static final int BUFFER_BYTES = 1 << 13;
  private static final int BELL = 0x07;

  /** How long an Escape waits for what would make it a sequence; as usual in editors. */
  private static final int ESCAPE_MILLIS = 100;

  /** How long the rest of a sequence may take, which nobody types by hand. */
  private static final int REST_MILLIS = 1000;

  /** What comes with less between it was not typed by hand. */
  private static final int AT_ONCE_MILLIS = 10;

  private static final int PASTE_MILLIS = 5000;
  static final int NAP_MILLIS = 5;
  private static final int MOST_OF_ONE = 64;

  /** What the function keys of Linux's own terminal begin with, unlike all other sequences. */
  private static final String LINUX_FUNCTION = "\u001b[[";

  /** Followed by button, column and row, a character each. */
  private static final String MOUSE = "\u001b[M";

  private static final int MOUSE_CHARACTERS = 3;
  private static final Collection<CharacterPattern> KNOWN =
      new DefaultKeyDecodingProfile().getPatterns();

  private final InputStream in;
  private final Charset charset;
  private final int pasteMillis;
  private final LongSupplier nanoTime;
  private final Queue<String> pastes = new ConcurrentLinkedQueue<>();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int next;
  private int filled;

  /** When an escape was taken for the key; its rest may yet come. */
  private long escaped;

  /** What has been read already of a sequence that begins with an escape. */
  private String begun = "";

  TerminalInput(InputStream in, Charset charset) {
    this(in, charset, PASTE_MILLIS, System::nanoTime);
  }

  /**
   * @param in tells honestly what is available
   * @param pasteMillis how long a paste whose end has not come may pause
   * @param nanoTime a timer, such as {@link System#nanoTime}
   */
  TerminalInput(InputStream in, Charset charset, int pasteMillis, LongSupplier nanoTime) {
    this.in = in;
    this.charset = charset;
    this.pasteMillis = pasteMillis;
    this.nanoTime = nanoTime;
    this.escaped = nanoTime.getAsLong() - TimeUnit.MILLISECONDS.toNanos(REST_MILLIS);
  }

  /** The text that the next {@link #PASTED} stands for; nothing if the key itself was pressed. */
  Optional<String> pasted() {
    return Optional.ofNullable(pastes.poll());
  }

  @Override
  public int available() throws IOException {
    return begun.length() + filled - next + in.available();
  }

  @Override
  public int read() throws IOException {
    while (begun.isEmpty()) {
      int one = take();
      if (one == ESCAPE) {
        begin();
      } else if (!isLateRest(one)) {
        return one == '\r' ? '\n' : one;
      } else {
        finish(rest("\u001b" + (char) one));
        // The Escape has been done; another key is not what was pressed.
        begun = begun.equals(String.valueOf(PASTED)) ? begun : "";
      }
    }
    int first = begun.charAt(0);
    begun = begun.substring(1);
    return first;
  }

  /** Gives what is there, and no more than one sequence: the next might be no input at all. */
  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int one = read();
    int count = 0;
    while (one != END) {
      bytes[offset + count++] = (byte) one;
      boolean more = !begun.isEmpty() || next < filled && buffer[next] != ESCAPE;
      one = count < length && more ? read() : END;
    }
    return count == 0 ? END : count;
  }

  /** After an escape: the key, with the character that Alt was held for, or a sequence. */
  private void begin() throws IOException {
    String start = "\u001b";
    int second = next(ESCAPE_MILLIS);
    if (second == ESCAPE) {
      start += (char) take();
      second = next(ESCAPE_MILLIS);
    }
    if (second == '[' || second == 'O') {
      finish(rest(start + (char) take()));
    } else if (second == ']' || second == 'P' || second == '_' || second == '^') {
      take();
      begun = next(ESCAPE_MILLIS) == END ? start + (char) second : reply();
    } else {
      escaped = second == END ? nanoTime.getAsLong() : escaped;
      begun = start;
    }
  }

  /** What follows at once on an Escape key that was pressed a moment ago did not come by hand. */
  private boolean isLateRest(int one) throws IOException {
    return (one == '[' || one == 'O')
        && nanoTime.getAsLong() - escaped < TimeUnit.MILLISECONDS.toNanos(REST_MILLIS)
        && next(AT_ONCE_MILLIS) != END;
  }

  /** The whole of a sequence; a part where the rest is not one or does not come. */
  private String rest(String start) throws IOException {
    StringBuilder sequence = new StringBuilder(start);
    int last = 0;
    while (sequence.length() < MOST_OF_ONE && last < '@' && next(REST_MILLIS) >= ' ') {
      last = take();
      sequence.append((char) last);
      last = LINUX_FUNCTION.contentEquals(sequence) ? 0 : last;
    }
    if (MOUSE.contentEquals(sequence)) {
      for (int i = 0; i < MOUSE_CHARACTERS && next(REST_MILLIS) != END; i++) {
        appendCharacter(sequence);
      }
    }
    return sequence.toString();
  }

  /** All bytes of one in UTF-8. */
  private void appendCharacter(StringBuilder sequence) throws IOException {
    int first = take();
    sequence.append((char) first);
    for (int bound = 0xC0; first >= bound && next(REST_MILLIS) != END; bound += 0x20) {
      sequence.append((char) take());
    }
  }

  /** What a terminal answers to a question, which may have been another program's: dropped. */
  private String reply() throws IOException {
    int before = 0;
    while (next(REST_MILLIS) != END) {
      int one = take();
      if (one == BELL || before == ESCAPE && one == '\\') {
        break;
      }
      before = one;
    }
    return "";
  }

  private void finish(String sequence) throws IOException {
    if (sequence.equals(PASTE_BEGINS)) {
      pastes.add(paste());
      begun = String.valueOf(PASTED);
    } else {
      begun = isKnown(sequence) ? sequence : "";
    }
  }

  private static boolean isKnown(String sequence) {
    List<Character> characters = sequence.chars().mapToObj(one -> (char) one).toList();
    return sequence.startsWith(MOUSE)
        || KNOWN.stream()
            .map(pattern -> pattern.match(characters))
            .anyMatch(match -> match != null && match.fullMatch != null);
  }

  /** Up to its end, or to what was last heard of it where the end does not come. */
  private String paste() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < END_OF_PASTE.length && comes(pasteMillis)) {
      int one = take();
      if (one == END_OF_PASTE[matched]) {
        matched++;
        continue;
      }
      keep(text, END_OF_PASTE, matched);
      matched = one == ESCAPE ? 1 : 0;
      if (matched == 0) {
        keep(text, new byte[] {(byte) one}, 1);
      }
    }
    return text.size() > MOST_PASTED ? "" : text.toString(charset);
  }

  private static void keep(ByteArrayOutputStream text, byte[] bytes, int count) {
    if (text.size() <= MOST_PASTED) {
      text.write(bytes, 0, count);
    }
  }

  private int take() throws IOException {
    return fill() ? buffer[next++] & 0xFF : END;
  }

  /** Waits until there is something; false at the end of the stream. */
  private boolean fill() throws IOException {
    if (next == filled) {
      next = 0;
      filled = Math.max(0, in.read(buffer));
    }
    return next < filled;
  }

  /** What comes next within a while, and is not taken yet; END if nothing does. */
  private int next(int millis) throws IOException {
    return comes(millis) ? buffer[next] & 0xFF : END;
  }

  /** Whether more comes within a while; it is in the buffer, then. */
  private boolean comes(int millis) throws IOException {
    try {
      for (int waited = 0; next == filled && in.available() == 0; waited += NAP_MILLIS) {
        if (waited >= millis) {
          return false;
        }
        Thread.sleep(NAP_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return fill();
  }
}
