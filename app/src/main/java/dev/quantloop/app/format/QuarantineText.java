package dev.quantloop.app.format;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.quantloop.tracker.view.QuarantineRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Chunks that an experiment has put aside, as people read of them. */
public final class QuarantineText {
  private static final String PUT_ASIDE = "Put aside, in no figure: ";
  private static final int MOST_LINES = 8;

  private QuarantineText() {}

  /** "Put aside, in no figure: 1 chunk of the evaluation, 2 of the calibration"; none: empty. */
  public static Optional<String> sentence(List<QuarantineRow> rows) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    rows.forEach(row -> counts.merge(row.side(), 1, Integer::sum));
    return counts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            counts.entrySet().stream()
                .map(one -> Numbers.amount(one.getValue(), one.getKey() + " chunk"))
                .collect(Collectors.joining(", ", PUT_ASIDE, "")));
  }

  /** The same, then a line for each of the first chunks: which, of which document, and why. */
  public static List<String> lines(List<QuarantineRow> rows) {
    List<String> lines = new ArrayList<>();
    sentence(rows).ifPresent(lines::add);
    rows.stream()
        .limit(MOST_LINES)
        .forEach(row -> lines.add("  %s: %s".formatted(row.side(), row.line())));
    if (rows.size() > MOST_LINES) {
      lines.add(
          "  and %d more (quantloop sql 'select * from quarantine')"
              .formatted(rows.size() - MOST_LINES));
    }
    return lines;
  }

  /**
   * All in a line: "Put aside, in no figure: 1 evaluation chunk: code 3 (blk.0.attn_q.weight); 1
   * calibration chunk: prose 7 (logits)"; none: empty.
   */
  public static Optional<String> line(List<QuarantineRow> rows) {
    Map<String, List<QuarantineRow>> sides =
        rows.stream().collect(groupingBy(QuarantineRow::side, LinkedHashMap::new, toList()));
    return sides.isEmpty()
        ? Optional.empty()
        : Optional.of(
            sides.entrySet().stream()
                .map(side -> line(side.getKey(), side.getValue()))
                .collect(Collectors.joining("; ", PUT_ASIDE, "")));
  }

  private static String line(String side, List<QuarantineRow> rows) {
    return rows.stream()
        .map(
            row -> "%s %d (%s)".formatted(row.source(), row.chunk(), row.tensor().orElse("logits")))
        .collect(Collectors.joining(", ", Numbers.amount(rows.size(), side + " chunk") + ": ", ""));
  }
}
