package dev.quantloop.app.source.file;

import com.fasterxml.jackson.core.JsonParser;
import dev.quantloop.app.source.SourceOption;
import dev.quantloop.app.source.SourceSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a file consists of. */
enum FileFormat {
  JSONL("jsonl", "ndjson"),
  JSON("json"),
  CSV("csv"),
  TSV("tsv"),
  PARQUET("parquet"),
  TEXT("text");

  private final String[] endings;

  FileFormat(String... endings) {
    this.endings = endings;
  }

  /** As the user says; empty where nothing is said. */
  static Optional<FileFormat> given(SourceSpec spec) {
    return spec.option(SourceOption.FORMAT)
        .map(word -> FileFormat.valueOf(word.toUpperCase(Locale.ROOT)));
  }

  /** As a file's name says, without what says how it is compressed; empty for any other name. */
  static Optional<FileFormat> ofName(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|gzip|zst|zstd|xz)$", "");
    return Arrays.stream(values())
        .filter(format -> format != TEXT)
        .filter(format -> Arrays.stream(format.endings).anyMatch(e -> plain.endsWith("." + e)))
        .findFirst();
  }

  /**
   * As the beginning of the content shows; empty for text.
   *
   * @param begin of a file or stream, as much as there is at hand
   */
  static Optional<FileFormat> ofContent(byte[] begin) {
    String text =
        new String(begin, StandardCharsets.UTF_8).replaceFirst("^\uFEFF", "").stripLeading();
    if (!text.startsWith("{")) {
      return text.matches("(?s)\\[\\s*\\{\\s*\".*") ? Optional.of(JSON) : Optional.empty();
    }
    String[] lines = text.split("\\R", 2);
    if (lines.length == 1 || lines[1].isBlank()) {
      return isObject(lines[0]) ? Optional.of(JSON) : Optional.empty();
    }
    return isObject(lines[0]) ? Optional.of(JSONL) : Optional.empty();
  }

  private static boolean isObject(String line) {
    try (JsonParser parser = JsonLines.FACTORY.createParser(line)) {
      JsonLines.JSON_TREES.mapFrom(parser);
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a text begins as one that is UTF-16. */
  static boolean isUtf16(byte[] begin) {
    int mark = begin.length < 2 ? 0 : (begin[0] & 0xFF) << 8 | begin[1] & 0xFF;
    return mark == 0xFEFF || mark == 0xFFFE;
  }
}
