package dev.quantloop.app.tui.screen.corpus;

import dev.quantloop.app.format.Numbers;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A source in the report.
 *
 * @param document what {@code corpus report --json} says of it
 */
record CorpusRow(Map<?, ?> document) {
  private static final int SCRIPTS = 3;

  static List<CorpusRow> of(Map<String, Object> report) {
    return ((List<?>) report.get("sources"))
        .stream().map(source -> new CorpusRow((Map<?, ?>) source)).toList();
  }

  String source() {
    return (String) document.get("source");
  }

  /** A figure by its name; null where there is none. */
  Double figure(String name) {
    return document.get(name) instanceof Number number ? number.doubleValue() : null;
  }

  Double charactersPerToken() {
    double tokens = figure("tokens");
    return tokens > 0 ? figure("characters") / tokens : null;
  }

  /** "latin 82 %, han 18 %". */
  String scripts() {
    return ((Map<?, ?>) document.get("scripts"))
        .entrySet().stream()
            .limit(SCRIPTS)
            .map(
                one ->
                    one.getKey()
                        + " "
                        + Numbers.percent(((Number) one.getValue()).doubleValue(), 0))
            .collect(Collectors.joining(", "));
  }

  /** What one should know of it, in whole sentences. */
  List<String> lines() {
    return ((List<?>) document.get("lines")).stream().map(String.class::cast).toList();
  }
}
