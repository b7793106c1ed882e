package dev.quantloop.tracker.export;

import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.util.Locale;

/** What an experiment's history can be written as. */
public enum ExportFormat {
  /** Every figure with its provenance, a row each. */
  CSV(ExportFormat::csv),
  /** The experiment, its settings and notes, and every figure with its provenance. */
  JSON(new JsonExport()),
  /** A report for people: rankings, domain matrix, notes. */
  MD(new MarkdownExport());

  /** One way of writing. */
  interface Writer {
    void write(History history, Appendable out) throws IOException;
  }

  private final Writer writer;

  ExportFormat(Writer writer) {
    this.writer = writer;
  }

  private static void csv(History history, Appendable out) {
    CsvAnswer answer = new CsvAnswer(out);
    answer.columns(history.figures().columns());
    history.figures().rows().forEach(answer::row);
  }

  /** Writes the history of an experiment; the caller flushes and closes {@code out}. */
  public void write(Tracker tracker, Experiment experiment, Appendable out) throws IOException {
    writer.write(History.of(tracker, experiment), out);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
