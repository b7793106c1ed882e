package dev.quantloop.app.source.plugin;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.UserException;
import dev.quantloop.app.source.RecordReader;
import dev.quantloop.app.source.Sampling;
import dev.quantloop.app.source.SourceRecord;
import dev.quantloop.plugin.SourcePlugin;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The records that a plugin gives, on a thread of its own. */
final class JarRecords implements RecordReader {
  private final SourcePlugin plugin;
  private final String name;
  private final RecordFeed feed;
  private final Thread thread;

  JarRecords(
      SourcePlugin plugin, Sampling sampling, Map<String, String> options, Duration patience) {
    this.plugin = plugin;
    this.name = "the plugin " + plugin.name();
    this.feed = new RecordFeed(name, patience);
    this.thread = new Thread(() -> run(sampling, options), name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public Optional<SourceRecord> next() {
    return feed.take();
  }

  /** A plugin that does not heed the interrupt is left alone; its thread keeps nothing running. */
  @Override
  public void close() {
    thread.interrupt();
  }

  private void run(Sampling sampling, Map<String, String> options) {
    try {
      try (Stream<Map<String, Object>> records =
          plugin.documents(
              sampling.language(),
              sampling.samples().orElse(Long.MAX_VALUE),
              sampling.skip(),
              options)) {
        long number = 0;
        for (Iterator<Map<String, Object>> each = records.iterator(); each.hasNext(); ) {
          number++;
          feed.give(new SourceRecord("%s: record %d".formatted(name, number), each.next()));
        }
        feed.end();
      } catch (InterruptedException e) {
        throw e;
      } catch (Throwable e) {
        feed.fail(new UserException("%s failed: %s".formatted(name, reason(e)), e));
      }
    } catch (InterruptedException e) {
      // No more records are wanted.
    }
  }

  private static String reason(Throwable failure) {
    String type = failure.getClass().getSimpleName();
    return failure.getMessage() == null
        ? type
        : type + ": " + FailureMessage.oneLine(failure.getMessage());
  }
}
