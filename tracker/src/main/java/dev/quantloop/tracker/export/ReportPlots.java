package dev.quantloop.tracker.export;

import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.service.FileRanking.Front;
import dev.quantloop.tracker.service.FileRanking.Sized;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.Interval;
import dev.quantloop.tracker.view.RankingRow;
import dev.quantloop.tracker.view.ScoredFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The plots of a report. */
final class ReportPlots {
  private ReportPlots() {}

  /** The composite of all types by calibration tokens, in percent of that of the first point. */
  static SvgPlot growth(History history) {
    return new SvgPlot(
        "Composite by calibration text, in % of each type's first, with 95 % intervals; lower is"
            + " better. Circled: recommended.",
        "calibration tokens",
        "% of the first",
        history.quantTypes().stream().map(type -> growth(history, type, true)).toList(),
        true,
        false);
  }

  /** The composite of one type by calibration tokens. */
  static SvgPlot figures(History history, String quantType) {
    return new SvgPlot(
        "Composite of " + quantType + ", with 95 % intervals. Circled: recommended.",
        "calibration tokens",
        "composite",
        history.experiment().judges() ? List.of() : List.of(growth(history, quantType, false)),
        true,
        false);
  }

  private static SvgPlot.Line growth(History history, String quantType, boolean relative) {
    List<RankingRow> rows =
        history.ranking(quantType).stream()
            .filter(row -> row.kind() == IterationKind.PLANNED)
            .sorted(Comparator.comparingLong(RankingRow::corpusTokens))
            .toList();
    double first = rows.isEmpty() ? 0 : rows.get(0).composite();
    if (relative && first == 0) {
      return new SvgPlot.Line(quantType, List.of(), true, List.of());
    }
    double unit = relative ? first / 100 : 1;
    return new SvgPlot.Line(
        quantType,
        rows.stream().map(row -> point(row, unit)).toList(),
        true,
        ahead(history, quantType, unit));
  }

  private static SvgPlot.Point point(RankingRow row, double unit) {
    return new SvgPlot.Point(
        row.corpusTokens(),
        row.composite() / unit,
        row.compositeLow().orElse(row.composite()) / unit,
        row.compositeHigh().orElse(row.composite()) / unit,
        "%s, iteration %d: composite %s%s, %s"
            .formatted(
                row.quantType(),
                row.iteration(),
                ExportText.fixed(4, row.composite()),
                ExportText.parentheses(
                    ExportText.interval(
                        row.compositeLow(), row.compositeHigh(), end -> ExportText.fixed(4, end))),
                ExportText.verdict(row)),
        row.recommended());
  }

  /** What another doubling can still bring, from the last step of the growing corpus on. */
  private static List<SvgPlot.Point> ahead(History history, String quantType, double unit) {
    return history
        .lastReturns(quantType)
        .filter(row -> row.gain().isPresent())
        .map(
            row -> {
              double now = row.composite() / unit;
              return List.of(
                  new SvgPlot.Point(row.corpusTokens(), now, now, now, "", false),
                  new SvgPlot.Point(
                      2.0 * row.corpusTokens(),
                      now * (1 - row.gain().getAsDouble()),
                      now * (1 - row.gainHigh().getAsDouble()),
                      now * (1 - row.gainLow().getAsDouble()),
                      "",
                      false));
            })
        .orElse(List.of());
  }

  /** The size of all files against their composite. */
  static SvgPlot sizes(History history) {
    Map<String, List<SvgPlot.Point>> byType = new LinkedHashMap<>();
    // Each type has the same colour in all plots.
    history.quantTypes().forEach(type -> byType.put(type, new ArrayList<>()));
    for (Sized sized : history.bySize()) {
      byType
          .computeIfAbsent(sized.file().quant().quantType(), type -> new ArrayList<>())
          .add(point(sized));
    }
    return new SvgPlot(
        "Composite by size, with 95 % intervals. Circled: no other file is as small or smaller and"
            + " detectably better.",
        "bits a weight",
        "composite",
        byType.entrySet().stream()
            .filter(type -> !type.getValue().isEmpty())
            .map(type -> new SvgPlot.Line(type.getKey(), type.getValue(), false, List.of()))
            .toList(),
        false,
        true);
  }

  private static SvgPlot.Point point(Sized sized) {
    ScoredFile file = sized.file();
    double composite = file.composite();
    Optional<Interval> known = Optional.ofNullable(file.intervals().get(Figure.COMPOSITE));
    Interval interval = known.orElse(new Interval(composite, composite));
    return new SvgPlot.Point(
        file.quant().bitsPerWeight(),
        composite,
        interval.low(),
        interval.high(),
        "%s: %s, composite %s%s"
            .formatted(
                file.name(),
                ExportText.bytes(file.bytes()),
                ExportText.fixed(4, composite),
                known
                    .map(
                        ends ->
                            " (%s to %s)"
                                .formatted(
                                    ExportText.fixed(4, ends.low()),
                                    ExportText.fixed(4, ends.high())))
                    .orElse("")),
        sized.front() == Front.ON_THE_FRONT);
  }
}
