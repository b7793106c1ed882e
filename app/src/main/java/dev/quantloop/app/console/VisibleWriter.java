package dev.quantloop.app.console;

import dev.quantloop.app.format.VisibleText;
import java.io.ByteArrayOutputStream;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Where everything passes that is printed for people to look at: names, texts and messages come out
 * as {@link VisibleText}, whoever has chosen them. Keeps nothing back.
 */
public final class VisibleWriter extends PrintWriter {
  private final PrintWriter beneath;

  private VisibleWriter(PrintWriter beneath) {
    super(new Spelling(beneath));
    this.beneath = beneath;
  }

  public static PrintWriter over(PrintWriter writer) {
    return writer instanceof VisibleWriter ? writer : new VisibleWriter(writer);
  }

  /** The same place for the program's own colours and movements of the cursor, and nothing else. */
  public static PrintWriter beneath(PrintWriter writer) {
    return writer instanceof VisibleWriter visible ? visible.beneath : writer;
  }

  /**
   * The writer in the place of {@code System.err}, which libraries and failing threads write to.
   */
  public static PrintStream asStream(PrintWriter writer) {
    ByteArrayOutputStream unflushed =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void flush() {
            writer.print(toString(StandardCharsets.UTF_8));
            writer.flush();
            reset();
          }
        };
    return new PrintStream(unflushed, true, StandardCharsets.UTF_8);
  }

  private static final class Spelling extends FilterWriter {
    Spelling(Writer out) {
      super(out);
    }

    @Override
    public void write(int character) throws IOException {
      write(Character.toString((char) character));
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
      write(new String(text, offset, length));
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
      out.write(VisibleText.of(text.substring(offset, offset + length)));
    }
  }
}
