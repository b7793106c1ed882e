package dev.quantloop.app.tui.screen.runs;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.machine.UsageSample.ProcessUsage;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.screen.RunText;
import dev.quantloop.app.tui.table.Column;
import dev.quantloop.tracker.record.RunProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/** The columns of the list of runs. */
final class RunColumns {
  /** A heartbeat comes several times a second. */
  private static final Duration FRESH = Duration.ofSeconds(2);

  /** Of what a run is doing; in the order of their worth. */
  private static final List<Column<RunRow>> LIVE =
      List.of(
          Column.<RunRow>words(
              "stage", 14, row -> row.progress().map(RunProgress::stage).orElse("")),
          Column.<RunRow>figures("progress", 13, RunColumns::part, RunColumns::progress),
          Column.<RunRow>figures("rate", 8, RunColumns::rate, RunColumns::rateText),
          Column.<RunRow>figures(
              "left",
              12,
              row -> row.left().map(RunColumns::seconds).orElse(null),
              row -> row.left().map(Numbers::duration).orElse("")),
          Column.<RunRow>figures(
                  "heartbeat", 7, row -> -(double) row.run().heartbeatAt().toEpochMilli(), r -> "")
              .showing(RunColumns::heartbeat),
          Column.<RunRow>numbers("CPU %", 10, RunColumns::cpu, cpu -> Numbers.fixed(cpu, 0)),
          memory("memory", 9, ProcessUsage::residentBytes),
          memory("GPU memory", 5, ProcessUsage::gpuBytes));

  private static final int REASON_WIDTH = 60;

  /** Less than all others have. */
  private static final int IDLE_WEIGHT = -100;

  private RunColumns() {}

  /**
   * @param active whether any run is at work; else what tells of that gives way to the rest
   */
  static List<Column<RunRow>> of(boolean active) {
    List<Column<RunRow>> all = new ArrayList<>();
    all.add(Column.words("experiment", 16, RunRow::experiment));
    all.add(
        Column.figures(
            "run", 15, row -> (double) row.run().id().value(), row -> row.run().id().toString()));
    all.add(Column.<RunRow>words("state", 17, RunRow::state).styled(RunColumns::style));
    for (Column<RunRow> live : LIVE) {
      all.add(active ? live : live.weighing(IDLE_WEIGHT + live.weight()));
    }
    all.add(Column.numbers("pid", 4, RunColumns::pid, pid -> Long.toString(pid.longValue())));
    all.add(Column.words("host", 2, row -> row.run().host()));
    all.add(
        Column.<RunRow>figures(
                "started", 6, row -> -(double) row.run().startedAt().toEpochMilli(), row -> "")
            .showing(RunColumns::age));
    all.add(
        Column.<RunRow>figures("took", 3, RunColumns::tookIfEnded, row -> "")
            .showing((row, context) -> Numbers.duration(row.took(context.now()))));
    all.add(Column.words("reason", active ? 1 : 11, RunColumns::reason));
    return all;
  }

  /** The end of it stands below the table. */
  private static String reason(RunRow row) {
    return DisplayWidth.cut(row.run().reason().orElse(""), REASON_WIDTH);
  }

  static Style style(RunRow row) {
    return RunText.style(row.run().state());
  }

  private static Double part(RunRow row) {
    return row.progress()
        .filter(now -> now.total() > 0)
        .map(now -> (double) now.done() / now.total())
        .orElse(null);
  }

  static String progress(RunRow row) {
    return row.progress()
        .filter(now -> now.total() > 0)
        .map(now -> "%d/%d %s".formatted(now.done(), now.total(), now.unit()))
        .orElse("");
  }

  private static Double rate(RunRow row) {
    return row.progress().map(RunProgress::rate).filter(rate -> rate > 0).orElse(null);
  }

  static String rateText(RunRow row) {
    Double rate = rate(row);
    return rate == null
        ? ""
        : (rate < 100 ? Numbers.significant(rate, 3) : Numbers.count(rate))
            + " "
            + row.progress().orElseThrow().unit()
            + "/s";
  }

  private static String heartbeat(RunRow row, ViewContext context) {
    if (!row.active()) {
      return "";
    }
    Duration age = Duration.between(row.run().heartbeatAt(), context.now());
    return age.compareTo(FRESH) < 0 ? "now" : Numbers.duration(age) + " ago";
  }

  private static Double cpu(RunRow row) {
    return row.usage()
        .filter(usage -> usage.cores().isPresent())
        .map(usage -> 100 * usage.cores().getAsDouble())
        .orElse(null);
  }

  private static Column<RunRow> memory(
      String title, int weight, Function<ProcessUsage, OptionalLong> bytes) {
    return Column.numbers(
        title,
        weight,
        row ->
            row.usage()
                .map(bytes)
                .filter(OptionalLong::isPresent)
                .map(known -> (double) known.getAsLong())
                .orElse(null),
        known -> Numbers.bytes(known.longValue()));
  }

  private static Double pid(RunRow row) {
    return row.run().pid().isPresent() ? (double) row.run().pid().getAsLong() : null;
  }

  private static String age(RunRow row, ViewContext context) {
    return Numbers.age(Duration.between(row.run().startedAt(), context.now()));
  }

  private static Double tookIfEnded(RunRow row) {
    return row.run().endedAt().map(end -> seconds(row.took(end))).orElse(null);
  }

  private static Double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
