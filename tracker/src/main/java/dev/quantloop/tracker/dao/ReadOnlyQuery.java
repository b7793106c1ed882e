package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.TrackerException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Accepts a single query and refuses everything else in SQL. A read-only connection alone would
 * still let {@code vacuum into} write a file, and the driver drops what follows a first statement.
 */
final class ReadOnlyQuery {
  private static final Set<String> ALLOWED = Set.of("select", "with", "values", "explain");

  /**
   * Comments, strings and quoted names, in which a semicolon or keyword means nothing. A quotation
   * mark that is doubled within one parts it in two, which makes no difference.
   */
  private static final Pattern OPAQUE =
      Pattern.compile(
          "--[^\\n]*|/\\*.*?(\\*/|$)|'[^']*+'|\"[^\"]*+\"|`[^`]*`|\\[[^\\]]*\\]", Pattern.DOTALL);

  private ReadOnlyQuery() {}

  static void require(String sql) {
    String bare = OPAQUE.matcher(sql).replaceAll(" ").strip();
    String statement = bare.replaceFirst("[;\\s]+$", "");
    String first = statement.split("[^A-Za-z]", 2)[0].toLowerCase(Locale.ROOT);
    if (!ALLOWED.contains(first)) {
      throw new TrackerException(
          "only queries are allowed here: begin with SELECT, WITH, VALUES or EXPLAIN"
              + " (for columns: select * from pragma_table_info('run'))");
    }
    if (statement.indexOf(';') >= 0) {
      throw new TrackerException("one query at a time: leave out what follows the ;");
    }
  }
}
