package dev.quantloop.app.tui.screen.sql;

import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.screen.sql.Schema.Relation;
import dev.quantloop.app.tui.screen.sql.SqlText.Token;
import dev.quantloop.app.tui.text.WordChoice;
import dev.quantloop.app.tui.text.WordChoice.WordCandidate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What could stand at the cursor of a statement. */
final class SqlCompletion {
  private static final List<String> KEYWORDS =
      words(
          """
          select, from, where, group by, order by, having, limit, offset, join, left join, on,
          using, as, and, or, not, in, is null, is not null, like, glob, between, exists, case,
          when, then, else, end, distinct, union, union all, intersect, except, with, recursive,
          values, over, partition by, asc, desc, cast, explain query plan\
          """);

  private static final List<String> FUNCTIONS =
      words(
          """
          abs(, avg(, coalesce(, count(, datetime(, group_concat(, ifnull(, iif(, julianday(,
          lag(, length(, lower(, max(, min(, nullif(, printf(, rank(, replace(, round(,
          row_number(, strftime(, substr(, sum(, total(, typeof(\
          """);

  private static final List<String> BEGINNINGS = List.of("select", "with", "values", "explain");
  private static final Set<String> BEFORE_TABLE = Set.of("from", "join");

  private final Schema schema;
  private final SqlText before;
  private final SqlText whole;
  private final String prefix;
  private final List<WordCandidate> found = new ArrayList<>();
  private final Set<String> names = new LinkedHashSet<>();

  private SqlCompletion(Schema schema, String before, String whole, String prefix) {
    this.schema = schema;
    this.before = SqlText.of(before);
    this.whole = SqlText.of(whole);
    this.prefix = prefix;
  }

  private static List<String> words(String separatedByCommas) {
    return List.of(separatedByCommas.split(",\\s+"));
  }

  static Optional<WordChoice> of(Schema schema, TextField field) {
    String text = field.text();
    int cursor = text.offsetByCodePoints(0, field.cursor());
    int from = cursor;
    while (from > 0 && isPartOfName(text.charAt(from - 1))) {
      from--;
    }
    SqlCompletion completion =
        new SqlCompletion(schema, text.substring(0, from), text, text.substring(from, cursor));
    return WordChoice.of(field, text.codePointCount(0, from), completion.candidates());
  }

  private static boolean isPartOfName(char character) {
    return Character.isLetterOrDigit(character) || character == '_';
  }

  private List<WordCandidate> candidates() {
    if (before.open()) {
      return List.of();
    } else if (before.fromEnd(0).is(".")) {
      qualified(before.fromEnd(1).text());
    } else if (before.tokens().isEmpty()) {
      keywords(BEGINNINGS);
    } else if (isTableExpected()) {
      relations();
    } else {
      mentioned().values().forEach(this::columns);
      if (!prefix.isEmpty()) {
        relations();
        FUNCTIONS.forEach(name -> offer(name, "function"));
        keywords(KEYWORDS);
      }
    }
    return found;
  }

  private boolean isTableExpected() {
    return BEFORE_TABLE.contains(before.fromEnd(0).text().toLowerCase(Locale.ROOT));
  }

  /** Columns of what stands before the point: a relation or another name for it. */
  private void qualified(String name) {
    Relation relation = mentioned().get(name.toLowerCase(Locale.ROOT));
    Optional.ofNullable(relation).or(() -> schema.find(name)).ifPresent(this::columns);
  }

  private void columns(Relation relation) {
    relation.columns().forEach(column -> offer(column, relation.name()));
  }

  private void relations() {
    schema.relations().forEach(relation -> offer(relation.name(), relation.kind()));
  }

  /** Keywords as the user writes them, in small letters or in great ones. */
  private void keywords(List<String> words) {
    boolean great = !prefix.isEmpty() && prefix.equals(prefix.toUpperCase(Locale.ROOT));
    for (String word : words) {
      offer(great ? word.toUpperCase(Locale.ROOT) : word, "");
    }
  }

  private void offer(String name, String about) {
    boolean fits = name.regionMatches(true, 0, prefix, 0, prefix.length());
    if (fits && !name.equalsIgnoreCase(prefix) && names.add(name)) {
      found.add(new WordCandidate(name, about));
    }
  }

  /** The relations that the statement names, by the names that it gives them. */
  private Map<String, Relation> mentioned() {
    Map<String, Relation> mentioned = new LinkedHashMap<>();
    List<Token> tokens = whole.tokens();
    for (int i = 0; i < tokens.size(); i++) {
      Optional<Relation> relation =
          tokens.get(i).word() ? schema.find(tokens.get(i).text()) : Optional.empty();
      if (relation.isPresent()) {
        mentioned.put(relation.get().name(), relation.get());
        alias(tokens, i).ifPresent(name -> mentioned.put(name, relation.get()));
      }
    }
    return mentioned;
  }

  private Optional<String> alias(List<Token> tokens, int relation) {
    int next = relation + 1;
    if (next < tokens.size() && tokens.get(next).is("as")) {
      next++;
    }
    if (next >= tokens.size() || !tokens.get(next).word()) {
      return Optional.empty();
    }
    String name = tokens.get(next).text().toLowerCase(Locale.ROOT);
    boolean keyword =
        KEYWORDS.stream().anyMatch(word -> word.equals(name) || word.startsWith(name + " "));
    return keyword ? Optional.empty() : Optional.of(name);
  }
}
