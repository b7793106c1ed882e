package dev.quantloop.tracker.export;

import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.util.Locale;

/** What an experiment's history can be written as. */
public enum ExportFormat {
  /** Every figure with its provenance, a row each. */
  CSV(new CsvExport()),
  /** All that figures depend on, every figure, interval and verdict, and what runs do now. */
  JSON(new JsonExport()),
  /** A report for people: what a model card says, rankings, domain matrix, notes. */
  MD(new MarkdownExport()),
  /** The same with plots, as one page for a browser. */
  HTML(new HtmlExport()),
  /** What a run does now, and figures, in Prometheus's text format. */
  PROMETHEUS(new PrometheusExport());

  /** One way of writing. */
  interface Writer {
    void write(History history, Appendable out) throws IOException;
  }

  private final Writer writer;

  ExportFormat(Writer writer) {
    this.writer = writer;
  }

  /** Writes the history of an experiment; the caller flushes and closes {@code out}. */
  public void write(Tracker tracker, Experiment experiment, Appendable out) throws IOException {
    write(History.of(tracker, experiment), out);
  }

  /** The same of one that has been read. */
  public void write(History history, Appendable out) throws IOException {
    writer.write(history, out);
  }

  /** How the names of files end that hold it. */
  public String ending() {
    return this == PROMETHEUS ? "prom" : toString();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
