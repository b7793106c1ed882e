package dev.quantloop.app.tui.screen.sql;

import dev.quantloop.app.stage.OutputFile;
import dev.quantloop.llama.file.FileOwner;
import dev.quantloop.tracker.export.AnswerFormat;
import dev.quantloop.tracker.view.Answer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Writes a whole answer to a file, which is there only when it is complete. */
record SaveAnswer(QueryRun run, AnswerFormat format, Path file) {
  /** Returns how many rows were written. */
  long save() {
    OutputFile.requireWritable(file, List.of());
    OutputFile.requireOtherThanDatabase(file, run.database());
    try {
      Path whole = FileOwner.temporary(file, ".part");
      try {
        long rows = write(whole);
        Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
        return rows;
      } finally {
        Files.deleteIfExists(whole);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long write(Path to) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(to)) {
      Answer writer = format.writer(out);
      Counting counting = new Counting(writer);
      run.ask(counting);
      writer.end();
      return counting.rows;
    }
  }

  private static final class Counting implements Answer {
    private final Answer writer;
    private long rows;

    Counting(Answer writer) {
      this.writer = writer;
    }

    @Override
    public void columns(List<String> names) {
      writer.columns(names);
    }

    @Override
    public void row(List<Object> values) {
      rows++;
      writer.row(values);
    }
  }
}
