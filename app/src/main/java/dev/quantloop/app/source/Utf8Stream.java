package dev.quantloop.app.source;

import dev.quantloop.app.PathName;
import dev.quantloop.app.UserException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A text's bytes, checked while they are read as {@link Utf8} checks them at once: a byte that is
 * not UTF-8, NUL, a byte order mark of UTF-16 or no byte at all is a {@link UserException} that
 * names the place. Bytes stay as they are; a byte order mark is not stripped, as in llama.cpp. So
 * is a file that has changed when its end is reached. For one thread.
 */
public final class Utf8Stream extends FilterInputStream {
  private final String name;
  private final Runnable atEnd;
  private long offset;
  private long line = 1;
  // Of the character that is being read: its first byte, where that is, and what must follow.
  private int first;
  private long firstOffset;
  private int missing;
  private int lowest;
  private int highest;

  private Utf8Stream(String name, InputStream in, Runnable atEnd) {
    super(in);
    this.name = name;
    this.atEnd = atEnd;
  }

  /** The bytes of any stream. */
  public static Utf8Stream of(String name, InputStream in) {
    return new Utf8Stream(name, in, () -> {});
  }

  /**
   * The bytes of a file.
   *
   * @throws UserException when it is not a readable file
   */
  public static Utf8Stream open(Path file) {
    String name = PathName.of(file);
    try {
      if (Files.isDirectory(file)) {
        throw new UserException(name + " is a directory, not a text file");
      }
      Map<String, Object> before = stamp(file);
      return new Utf8Stream(
          name, Files.newInputStream(file), () -> requireSame(file, name, before));
    } catch (NoSuchFileException e) {
      throw new UserException("no such file: " + name, e);
    } catch (IOException e) {
      throw Utf8.unreadable(file, e);
    }
  }

  /** What changes when a file is written to; a pipe's is of no interest. */
  private static Map<String, Object> stamp(Path file) throws IOException {
    return Files.isRegularFile(file) ? Files.readAttributes(file, "unix:size,ctime,ino") : Map.of();
  }

  private static void requireSame(Path file, String name, Map<String, Object> before) {
    try {
      if (stamp(file).equals(before)) {
        return;
      }
    } catch (IOException e) {
      throw Utf8.unreadable(file, e);
    }
    throw new UserException(name + " was changed while it was read; try again when it is done");
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) {
    int read;
    try {
      read = in.read(into, from, length);
    } catch (IOException e) {
      throw new UserException("can't read " + name + ": " + e.getMessage(), e);
    }
    if (read < 0) {
      requireEnd();
    } else {
      check(into, from, from + read);
    }
    return read;
  }

  private void requireEnd() {
    if (offset == 0) {
      throw new UserException(name + " is empty");
    } else if (missing > 0) {
      throw notUtf8();
    }
    atEnd.run();
  }

  private void check(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++, offset++) {
      int value = bytes[i] & 0xff;
      if (missing > 0) {
        follow(value);
      } else if (value >= 0x80) {
        begin(value);
      } else if (value == '\n') {
        line++;
      } else if (value == 0) {
        throw new UserException(name + " is binary, not text: NUL byte at offset " + offset);
      }
    }
  }

  private void begin(int value) {
    first = value;
    firstOffset = offset;
    lowest = value == 0xe0 ? 0xa0 : value == 0xf0 ? 0x90 : 0x80;
    highest = value == 0xed ? 0x9f : value == 0xf4 ? 0x8f : 0xbf;
    if (value >= 0xc2 && value <= 0xf4) {
      missing = value < 0xe0 ? 1 : value < 0xf0 ? 2 : 3;
    } else if (value < 0xfe || offset > 0) {
      throw notUtf8();
    } else {
      // Either half of a mark of UTF-16.
      missing = 1;
      lowest = 0x100;
    }
  }

  private void follow(int value) {
    if (first >= 0xfe && (first ^ value) == 1) {
      throw new UserException(
          name + " is UTF-16, not UTF-8; convert it with: iconv -f UTF-16 -t UTF-8");
    } else if (value < lowest || value > highest) {
      throw notUtf8();
    }
    lowest = 0x80;
    highest = 0xbf;
    missing--;
  }

  private UserException notUtf8() {
    return new UserException(
        "%s is not UTF-8: byte 0x%02X at offset %d (line %d)"
            .formatted(name, first, firstOffset, line));
  }

  @Override
  public long skip(long bytes) {
    throw new UnsupportedOperationException("what is skipped is not checked");
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
