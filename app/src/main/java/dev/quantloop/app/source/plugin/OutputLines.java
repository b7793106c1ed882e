package dev.quantloop.app.source.plugin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The lines that a program prints. Tells of each byte, so that slow lines are a sign of life. */
final class OutputLines {
  private final InputStream in;
  private final Runnable onBytes;
  private final byte[] buffer = new byte[1 << 16];
  private int from;
  private int to;

  OutputLines(InputStream in, Runnable onBytes) {
    this.in = in;
    this.onBytes = onBytes;
  }

  /**
   * The next line without its end; what exceeds {@code limit} is read and left out.
   *
   * @return empty at the end
   */
  Optional<byte[]> next(int limit) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean any = false;
    while (from < to || fill()) {
      any = true;
      int end = from;
      while (end < to && buffer[end] != '\n') {
        end++;
      }
      line.write(buffer, from, Math.min(end - from, limit - line.size()));
      from = Math.min(end + 1, to);
      if (end < to) {
        return Optional.of(line.toByteArray());
      }
    }
    return any ? Optional.of(line.toByteArray()) : Optional.empty();
  }

  private boolean fill() throws IOException {
    from = 0;
    to = Math.max(0, in.read(buffer));
    onBytes.run();
    return to > 0;
  }
}
