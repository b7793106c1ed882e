package dev.quantloop.app.stage;

import dev.quantloop.app.source.Utf8Stream;
import dev.quantloop.app.source.WithoutLastNewline;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * The texts of files, a newline between two of them. One newline at the very end is dropped, as
 * llama.cpp does, so that the tokens are the same.
 */
final class JoinedText extends FilterInputStream {
  /**
   * @param files at least one
   */
  JoinedText(List<Path> files) {
    super(new WithoutLastNewline(new Joined(files.iterator())));
  }

  /** The files, each opened when the one before has ended. */
  private static final class Joined extends InputStream {
    private final Iterator<Path> files;
    private InputStream file;
    private boolean atSeam;

    Joined(Iterator<Path> files) {
      this.files = files;
      this.file = Utf8Stream.open(files.next());
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      while (file != null) {
        if (atSeam) {
          atSeam = false;
          into[from] = '\n';
          return 1;
        }
        int read = file.read(into, from, length);
        if (read >= 0) {
          return read;
        }
        file.close();
        file = files.hasNext() ? Utf8Stream.open(files.next()) : null;
        atSeam = true;
      }
      return -1;
    }

    @Override
    public void close() throws IOException {
      if (file != null) {
        file.close();
      }
    }
  }
}
