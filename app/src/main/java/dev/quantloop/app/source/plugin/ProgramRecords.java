package dev.quantloop.app.source.plugin;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.UserException;
import dev.quantloop.app.format.VisibleText;
import dev.quantloop.app.machine.ProcessGroup;
import dev.quantloop.app.source.BrokenRecordException;
import dev.quantloop.app.source.RecordReader;
import dev.quantloop.app.source.Sampling;
import dev.quantloop.app.source.SourceRecord;
import dev.quantloop.app.source.file.JsonLines;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The records that a program prints, a JSON object on each line. */
final class ProgramRecords implements RecordReader {
  private static final int LONGEST_MESSAGE = 1000;

  /** For what was said before the end; somebody who went on may keep standard error open. */
  private static final long COMPLAINTS_MILLIS = 30_000;

  private final String name;
  private final ProcessGroup group;
  private final RecordFeed feed;
  private final Consumer<String> says;
  private final Thread complaints;
  private volatile String lastComplaint = "";

  /**
   * Starts the program.
   *
   * @param words its path and arguments
   * @param patience how long it may say nothing
   * @param says gets the lines of its standard error
   */
  ProgramRecords(List<String> words, Sampling sampling, Duration patience, Consumer<String> says) {
    this.name = "the program " + Path.of(words.get(0)).getFileName();
    this.feed = new RecordFeed(name, patience);
    this.says = says;
    this.group = start(command(words, sampling));
    this.complaints = daemon("complaints", this::readComplaints);
    daemon("records", this::readRecords);
  }

  private static List<String> command(List<String> words, Sampling sampling) {
    List<String> command = new ArrayList<>(words);
    command.set(0, executable(words.get(0)).toString());
    if (!sampling.language().isEmpty()) {
      command.addAll(List.of("--lang", sampling.language()));
    }
    sampling.samples().ifPresent(samples -> command.addAll(List.of("--samples", "" + samples)));
    if (sampling.skip() > 0) {
      command.addAll(List.of("--skip", "" + sampling.skip()));
    }
    return command;
  }

  private static Path executable(String word) {
    Path file = Path.of(word).toAbsolutePath();
    if (!Files.exists(file) && !word.contains("/")) {
      return ProcessGroup.onPath(word)
          .orElseThrow(
              () -> new UserException("no program " + word + " here or in a directory of PATH"));
    } else if (!Files.isRegularFile(file)) {
      throw new UserException("no such program: " + word);
    } else if (!Files.isExecutable(file)) {
      throw new UserException(
          "%s is not executable; make it so with: chmod +x %s".formatted(word, word));
    }
    return file;
  }

  private ProcessGroup start(List<String> command) {
    try {
      return ProcessGroup.start(command);
    } catch (IOException e) {
      throw new UserException("can't start %s: %s".formatted(name, e.getMessage()), e);
    }
  }

  private Thread daemon(String what, Runnable work) {
    Thread thread = new Thread(work, what + " of " + name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public Optional<SourceRecord> next() {
    return feed.take();
  }

  @Override
  public void close() {
    group.close();
    try {
      complaints.join(COMPLAINTS_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readRecords() {
    try {
      try (RecordReader records = new JsonLines(name, new StirringStream())) {
        for (Optional<SourceRecord> record = records.next();
            record.isPresent();
            record = records.next()) {
          feed.give(record.get());
        }
        requireSuccess(group.process().waitFor());
        feed.end();
      } catch (BrokenRecordException e) {
        feed.fail(new UserException("not JSONL: " + e.getMessage(), e));
      } catch (UserException e) {
        feed.fail(e);
      } catch (IOException e) {
        feed.fail(
            new UserException("can't read what %s prints: %s".formatted(name, e.getMessage()), e));
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread; it would end like the process.
    }
  }

  /** What the program prints; each part of a line is a sign of life. */
  private final class StirringStream extends FilterInputStream {
    StirringStream() {
      super(group.process().getInputStream());
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = super.read(into, from, length);
      feed.stir();
      return read;
    }
  }

  private void requireSuccess(int status) throws InterruptedException {
    complaints.join(COMPLAINTS_MILLIS);
    if (status != 0) {
      throw new UserException(
          "%s %s%s"
              .formatted(
                  name,
                  status > 128
                      ? "was ended by signal " + (status - 128)
                      : "failed with exit code " + status,
                  lastComplaint.isEmpty()
                      ? "; it said nothing on standard error"
                      : ": " + lastComplaint));
    }
  }

  private void readComplaints() {
    try {
      OutputLines lines = new OutputLines(group.process().getErrorStream(), feed::stir);
      for (Optional<byte[]> line = lines.next(LONGEST_MESSAGE);
          line.isPresent();
          line = lines.next(LONGEST_MESSAGE)) {
        String shown = visible(new String(line.get(), StandardCharsets.UTF_8));
        if (!shown.isBlank()) {
          lastComplaint = FailureMessage.oneLine(shown);
          says.accept(shown);
        }
      }
    } catch (IOException e) {
      // The process is gone; its exit code tells more.
    }
  }

  /** What a terminal would show of a line that may have been drawn several times, in colours. */
  static String visible(String line) {
    String last = line.stripTrailing();
    last = last.substring(last.lastIndexOf('\r') + 1);
    return VisibleText.of(last.replaceAll("\u001b\\[[0-9;?]*[ -/]*[@-~]", ""));
  }
}
