package dev.quantloop.tracker.export;

import dev.quantloop.tracker.record.ImportedResult;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.Interval;
import dev.quantloop.tracker.view.DiminishingReturnsRow;
import dev.quantloop.tracker.view.QuarantineRow;
import dev.quantloop.tracker.view.RankingRow;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prometheus's text format, version 0.0.4, without timestamps, as node_exporter's textfile
 * collector takes it. Every metric is a gauge.
 */
final class PrometheusExport implements ExportFormat.Writer {
  private static final String ACTIVE = "Whether a run is at work.";

  /** The metrics of one history, by name, each with all its samples. */
  private static final class Metrics {
    private final Map<String, StringBuilder> byName = new LinkedHashMap<>();
    private final String experiment;

    Metrics(String experiment) {
      this.experiment = experiment;
    }

    /**
     * @param labels names and values in turn
     */
    void add(String name, String help, double value, String... labels) {
      StringBuilder samples =
          byName.computeIfAbsent(
              "quantloop_" + name,
              full ->
                  new StringBuilder("# HELP %1$s %2$s\n# TYPE %1$s gauge\n".formatted(full, help)));
      samples.append("quantloop_").append(name);
      samples.append("{experiment=\"").append(escaped(experiment)).append('"');
      for (int i = 0; i < labels.length; i += 2) {
        samples.append(',').append(labels[i]).append("=\"");
        samples.append(escaped(labels[i + 1])).append('"');
      }
      samples.append("} ").append(number(value)).append('\n');
    }

    void write(Appendable out) throws IOException {
      for (StringBuilder samples : byName.values()) {
        out.append(samples);
      }
    }
  }

  @Override
  public void write(History history, Appendable out) throws IOException {
    Metrics metrics = new Metrics(history.experiment().name());
    history.runs().stream().findFirst().ifPresent(run -> run(metrics, run));
    if (history.runs().isEmpty()) {
      metrics.add("run_active", ACTIVE, 0);
    }
    iterations(metrics, history);
    for (RankingRow row : history.ranking()) {
      quant(metrics, history, row);
    }
    for (String type : history.quantTypes()) {
      history.lastReturns(type).ifPresent(row -> returns(metrics, row));
    }
    history.quarantine().forEach(row -> putAside(metrics, row));
    history.imported().forEach(result -> imported(metrics, result));
    metrics.write(out);
  }

  private static void run(Metrics metrics, Run run) {
    metrics.add("run_active", ACTIVE, run.state().active() ? 1 : 0);
    for (RunState state : RunState.values()) {
      metrics.add(
          "run_state",
          "1 for the state of the latest run, 0 for the others.",
          run.state() == state ? 1 : 0,
          "state",
          state.word());
    }
    time(metrics, "run_started", "When the latest run started.", Optional.of(run.startedAt()));
    time(
        metrics,
        "run_heartbeat",
        "When the latest run last gave a sign of life.",
        Optional.of(run.heartbeatAt()));
    time(metrics, "run_ended", "When the latest run ended.", run.endedAt());
    run.progress().filter(at -> run.state().active()).ifPresent(at -> progress(metrics, at));
  }

  private static void progress(Metrics metrics, RunProgress progress) {
    String[] labels = {
      "stage",
      progress.runStage().word(),
      "subject",
      progress.subject(),
      "iteration",
      progress.iteration().isPresent() ? Integer.toString(progress.iteration().getAsInt()) : "",
      "unit",
      progress.unit()
    };
    metrics.add("run_stage_done", "Units of the stage that are done.", progress.done(), labels);
    metrics.add("run_stage_total", "Units of the stage; 0: not known.", progress.total(), labels);
    metrics.add("run_stage_rate", "Units of the stage a second.", progress.rate(), labels);
  }

  private static void time(Metrics metrics, String name, String help, Optional<Instant> time) {
    time.ifPresent(
        at ->
            metrics.add(
                name + "_timestamp_seconds", help + " Unix time.", at.toEpochMilli() / 1000.0));
  }

  private static void iterations(Metrics metrics, History history) {
    Map<IterationState, Long> counts =
        history.iterations().stream()
            .collect(Collectors.groupingBy(Iteration::state, Collectors.counting()));
    Arrays.stream(IterationState.values())
        .forEach(
            state ->
                metrics.add(
                    "iterations",
                    "Iterations by state, without replicates.",
                    counts.getOrDefault(state, 0L),
                    "state",
                    state.word()));
  }

  private static void quant(Metrics metrics, History history, RankingRow row) {
    String[] labels = labels(history, row);
    Map<Figure, Interval> intervals = history.file(row.quant()).intervals();
    metrics.add("quant_bytes", "Size of a quant.", row.bytes(), labels);
    metrics.add("quant_bits_per_weight", "Bits a weight.", row.bitsPerWeight(), labels);
    metrics.add("quant_rank", "Rank in its type by the composite.", row.rank(), labels);
    metrics.add(
        "quant_recommended",
        "Whether it is the cheapest of its type that is not detectably worse than the best.",
        row.recommended() ? 1 : 0,
        labels);
    for (Figure figure : Figure.values()) {
      String name = "figure_" + figure.key();
      String help = help(figure);
      metrics.add(name, help + ".", row.statistics().get(figure), labels);
      Interval interval = intervals.get(figure);
      if (interval != null) {
        metrics.add(name + "_low", help + ", 95 % interval, lower end.", interval.low(), labels);
        metrics.add(name + "_high", help + ", 95 % interval, upper end.", interval.high(), labels);
      }
    }
    metrics.add(
        "verdict",
        "1 for what was decided of a quant.",
        1,
        Stream.concat(Arrays.stream(labels), Stream.of("verdict", row.verdict().word()))
            .toArray(String[]::new));
    String change = "Relative change of the composite to the reference";
    add(metrics, "change", change + ".", row.change(), labels);
    add(metrics, "change_low", change + ", lower end.", row.judgement().changeLow(), labels);
    add(metrics, "change_high", change + ", upper end.", row.judgement().changeHigh(), labels);
  }

  private static String[] labels(History history, RankingRow row) {
    return new String[] {
      "quant_type",
      row.quantType(),
      "iteration",
      Integer.toString(row.iteration()),
      "corpus_tokens",
      Long.toString(row.corpusTokens()),
      "label",
      history.iteration(row).label().orElse("")
    };
  }

  private static String help(Figure figure) {
    return figure.longTitle()
        + switch (figure.unit()) {
          case NATS -> " in nats";
          case SHARE -> " as a share, 0 to 1";
          case PROBABILITY_CHANGE -> " as a difference of shares";
          default -> "";
        };
  }

  /** Of the last step of a quant type. */
  private static void returns(Metrics metrics, DiminishingReturnsRow row) {
    String[] labels = {"quant_type", row.quantType()};
    metrics.add("plateau", "Whether more text no longer helps.", row.plateau() ? 1 : 0, labels);
    String gain = "Relative gain that another doubling of the corpus can bring";
    add(metrics, "gain", gain + ".", row.gain(), labels);
    add(metrics, "gain_low", gain + ", lower end.", row.gainLow(), labels);
    add(metrics, "gain_high", gain + ", upper end.", row.gainHigh(), labels);
  }

  private static void putAside(Metrics metrics, QuarantineRow row) {
    metrics.add(
        "chunk_put_aside",
        "1 for each chunk that counts in no figure.",
        1,
        "side",
        row.side(),
        "source",
        row.source(),
        "chunk",
        Integer.toString(row.chunk()),
        "documents",
        row.documents().orElse(""),
        "model",
        row.model(),
        "tensor",
        row.tensor().orElse(""));
  }

  /** Apart from the figures of quants here: nothing was compared with them. */
  private static void imported(Metrics metrics, ImportedResult result) {
    String[] labels = {
      "label",
      result.label(),
      "quant_type",
      result.quantType().orElse(""),
      "tensors",
      result.tensors().orElse(""),
      "file",
      result.file(),
      "line",
      Integer.toString(result.line())
    };
    result
        .bytes()
        .ifPresent(
            bytes -> metrics.add("imported_bytes", "Size of an imported quant.", bytes, labels));
    add(
        metrics,
        "imported_bits_per_weight",
        "Bits a weight of an imported quant.",
        result.bitsPerWeight(),
        labels);
    result
        .figures()
        .forEach(
            (figure, estimate) ->
                metrics.add(
                    "imported_figure_" + figure.key(),
                    "Imported, as its file says it: " + help(figure) + ".",
                    estimate.value(),
                    labels));
  }

  private static void add(
      Metrics metrics, String name, String help, OptionalDouble value, String... labels) {
    value.ifPresent(number -> metrics.add(name, help, number, labels));
  }

  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    return whole ? Long.toString((long) value) : Double.toString(value);
  }
}
