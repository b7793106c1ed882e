package dev.quantloop.app.source.file;

import dev.quantloop.app.source.SourceOption;
import dev.quantloop.app.source.SourceSpec;
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
}
