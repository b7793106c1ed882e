package dev.quantloop.app.tui.screen.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** A question that people ask often. All of them stand in ready-queries.sql. */
public record ReadyQuery(String title, String sql) {
  private static final String FILE = "ready-queries.sql";

  /** Begins a query at the left edge; comments within one are indented. */
  private static final Pattern TITLE = Pattern.compile("^-- ", Pattern.MULTILINE);

  /** Reads them from the program's own files. */
  static List<ReadyQuery> all() {
    try (InputStream file = ReadyQuery.class.getResourceAsStream(FILE)) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return TITLE.splitAsStream(text).filter(part -> !part.isBlank()).map(ReadyQuery::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ReadyQuery of(String titleAndSql) {
    String[] parts = titleAndSql.split("\n", 2);
    return new ReadyQuery(parts[0], parts[1].strip());
  }
}
