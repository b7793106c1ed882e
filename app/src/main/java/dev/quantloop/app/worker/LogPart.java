package dev.quantloop.app.worker;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whole lines of a run's log file, which may be far too big to be read at once.
 *
 * @param from byte of the file at which they begin
 * @param to byte after their last line break
 */
public record LogPart(long from, long to, List<String> lines) {
  public static final LogPart NOTHING = new LogPart(0, 0, List.of());
  private static final byte LINE_BREAK = '\n';

  /**
   * The end of the file.
   *
   * @param most bytes to read
   * @param ended whether nobody writes it any more, so that its last line needs no line break
   */
  public static LogPart tail(Path file, int most, boolean ended) {
    return Files.isRegularFile(file) ? open(file, log -> tail(log, most, ended)) : NOTHING;
  }

  /**
   * What has been added, no more than {@code most} bytes of it; the tail if the file has become
   * shorter.
   */
  public static LogPart after(LogPart known, Path file, int most, boolean ended) {
    if (!Files.isRegularFile(file)) {
      return new LogPart(known.to, known.to, List.of());
    }
    return open(
        file,
        log -> {
          long size = log.length();
          return size < known.to
              ? tail(log, most, ended)
              : read(log, known.to, Math.min(size, known.to + most), false, ended);
        });
  }

  /** What comes before, no more than {@code most} bytes of it. */
  public static LogPart before(LogPart known, Path file, int most) {
    long from = Math.max(0, known.from - most);
    return open(file, log -> read(log, from, known.from, from > 0, false));
  }

  /** Bytes of the whole file; 0 where there is none. */
  public static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Reader {
    LogPart read(RandomAccessFile log) throws IOException;
  }

  private static LogPart open(Path file, Reader reader) {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      return reader.read(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LogPart tail(RandomAccessFile log, int most, boolean ended) throws IOException {
    long from = Math.max(0, log.length() - most);
    return read(log, from, log.length(), from > 0, ended);
  }

  /**
   * @param cut whether the first line is likely to have lost its beginning
   */
  private static LogPart read(RandomAccessFile log, long from, long to, boolean cut, boolean ended)
      throws IOException {
    byte[] bytes = new byte[(int) (to - from)];
    log.seek(from);
    log.readFully(bytes);
    int first = 0;
    while (cut && first < bytes.length && bytes[first++] != LINE_BREAK) {}
    int end = bytes.length;
    while (!(ended && to == log.length()) && end > first && bytes[end - 1] != LINE_BREAK) {
      end--;
    }
    if (end == first && to < log.length()) {
      end = bytes.length; // A line that is longer than what is read comes in pieces.
    }
    String text = new String(bytes, first, end - first, StandardCharsets.UTF_8);
    return new LogPart(from + first, from + end, text.lines().toList());
  }
}
