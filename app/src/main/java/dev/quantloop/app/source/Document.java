package dev.quantloop.app.source;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A document of a source: the unit of the split into evaluation and calibration. Its text was
 * checked: it is UTF-8 without NUL characters, a byte order mark or carriage returns before
 * newlines.
 *
 * @param name what it is called in reports: a file, or a file and the record's number in it
 * @param bytes of its text
 * @param text opens the text from its beginning, as often as it is wanted; UTF-8
 * @param parseSpecial takes names of special tokens in the text for these tokens
 * @param tokens its ids, where it consists of tokens and the text is only what they stand for
 */
public record Document(
    String name,
    long bytes,
    Supplier<InputStream> text,
    boolean parseSpecial,
    Optional<int[]> tokens) {

  /** A text that is held in memory. */
  public static Document of(String name, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return new Document(
        name, utf8.length, () -> new ByteArrayInputStream(utf8), false, Optional.empty());
  }

  /** The same, with names of special tokens taken for these. */
  public Document parsingSpecial() {
    return new Document(name, bytes, text, true, tokens);
  }
}
