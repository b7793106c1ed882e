package dev.quantloop.app.publish;

import dev.quantloop.app.stage.OutputFile;
import dev.quantloop.tracker.export.ExportFormat;
import dev.quantloop.tracker.export.History;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Writes an experiment's history in a format. */
public record WriteExport(Tracker tracker, Experiment experiment) {
  /** Judged as far as that is not done. */
  public History history() {
    tracker.verdicts().judge(experiment.id());
    tracker
        .allocations()
        .list(experiment.id())
        .forEach(step -> tracker.verdicts().judgeIfIdle(step.experiment()));
    return History.of(tracker, experiment);
  }

  public static String text(History history, ExportFormat format) {
    StringBuilder text = new StringBuilder();
    try {
      format.write(history, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes a file that is no database, whole or not at all. */
  public void write(ExportFormat format, Path file) throws IOException {
    OutputFile.requireOtherThanDatabase(file, tracker.file());
    OutputFile.write(file, text(history(), format));
  }
}
