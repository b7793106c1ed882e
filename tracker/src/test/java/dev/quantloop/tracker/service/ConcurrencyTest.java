package dev.quantloop.tracker.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.RunId;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.RunEvent;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrencyTest {
  private static final int WRITERS = 4;

  @TempDir Path directory;

  @Test
  void ofManyStartersOneStarts() throws Exception {
    Path file = directory.resolve("quantloop.db");
    try (Tracker tracker = Tracker.open(file)) {
      ExperimentId id = Samples.experiment(tracker, "mine").id();
      CyclicBarrier together = new CyclicBarrier(WRITERS);
      long started =
          inThreads(
                  () -> {
                    try (Tracker own = Tracker.open(file)) {
                      together.await();
                      own.runs().start(Samples.run(own, id));
                      return 1;
                    } catch (TrackerException refused) {
                      return 0;
                    }
                  })
              .stream()
              .mapToInt(Integer::intValue)
              .sum();
      assertEquals(1, started);
      assertEquals(1, tracker.runs().active().size());
    }
  }

  @Test
  void writersOfSeveralConnectionsLoseNothing() throws Exception {
    Path file = directory.resolve("quantloop.db");
    try (Tracker tracker = Tracker.open(file)) {
      ExperimentId id = Samples.experiment(tracker, "mine").id();
      RunId run = tracker.runs().start(Samples.run(tracker, id)).id();
      inThreads(
          () -> {
            try (Tracker own = Tracker.open(file)) {
              return writeEvents(own, run);
            }
          });
      assertEquals(WRITERS * 25 + 1, tracker.runs().events(run, 0).size());
    }
  }

  @Test
  void threadsShareATracker() throws Exception {
    try (Tracker tracker = Tracker.open(directory.resolve("quantloop.db"))) {
      ExperimentId id = Samples.experiment(tracker, "mine").id();
      RunId run = tracker.runs().start(Samples.run(tracker, id)).id();
      inThreads(() -> writeEvents(tracker, run));
      assertEquals(WRITERS * 25 + 1, tracker.runs().events(run, 0).size());
    }
  }

  @Test
  void aWriterKilledAtWorkLeavesWhatItCommitted() throws Exception {
    Path file = directory.resolve("quantloop.db");
    RunId run;
    try (Tracker tracker = Tracker.open(file)) {
      run =
          tracker.runs().start(Samples.run(tracker, Samples.experiment(tracker, "mine").id())).id();
    }
    long reported = runUntilKilled(file, run);
    try (Tracker tracker = Tracker.open(file)) {
      List<RunEvent> events = tracker.runs().events(run, 0);
      assertTrue(events.size() - 1 >= reported, events.size() + " of " + reported);
      for (int i = 1; i < events.size(); i++) {
        assertEquals("event " + i, events.get(i).message());
      }
    }
  }

  /** SQLite's locks end when any handle of the file is closed, also one that is not SQLite's. */
  @Test
  void anotherProcessDoesNotDeleteTheLogUnderTwoConnectionsOfThisOne() throws Exception {
    Path file = directory.resolve("quantloop.db");
    try (Tracker tracker = Tracker.open(file);
        Tracker watcher = Tracker.open(file)) {
      ExperimentId before = Samples.experiment(tracker, "before").id();
      assertEquals("before", listedElsewhere(file));
      tracker.experiments().rename(before, "after");
      assertEquals("after", listedElsewhere(file));
      assertEquals("after", watcher.experiments().list(false).get(0).name());
    }
  }

  /** Opens and closes the history in a process of its own. */
  private static String listedElsewhere(Path file) throws IOException {
    Process reader =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Lister.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var lines = reader.inputReader()) {
      return lines.readLine();
    }
  }

  /** Says what the newest experiment is called. */
  static final class Lister {
    private Lister() {}

    public static void main(String[] arguments) {
      try (Tracker tracker = Tracker.open(Path.of(arguments[0]))) {
        System.out.println(tracker.experiments().list(false).get(0).name());
      }
    }
  }

  /** Kills the writer in the midst of its work; the number of the last event it had committed. */
  private static long runUntilKilled(Path file, RunId run) throws IOException {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EndlessWriter.class.getName(),
                file.toString(),
                run.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long last = 0;
    try (var lines = writer.inputReader()) {
      while (last < 50) {
        String line = lines.readLine();
        assertTrue(line != null, "the writer ended by itself");
        last = Long.parseLong(line);
      }
      writer.toHandle().destroyForcibly(); // leaves its output open to us
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = Long.parseLong(line);
      }
    }
    return last;
  }

  /** Writes events and says which are committed, until it is killed. */
  static final class EndlessWriter {
    private EndlessWriter() {}

    public static void main(String[] arguments) {
      RunId run = new RunId(Long.parseLong(arguments[1]));
      try (Tracker tracker = Tracker.open(new File(arguments[0]).toPath())) {
        for (long i = 1; ; i++) {
          tracker.runs().event(run, Samples.none(), EventKind.STAGE, "event " + i);
          System.out.println(i);
        }
      }
    }
  }

  private static int writeEvents(Tracker tracker, RunId run) {
    for (int i = 0; i < 25; i++) {
      int number = i;
      tracker.transaction(
          () -> {
            int seen = tracker.runs().events(run, 0).size();
            return tracker
                .runs()
                .event(run, Samples.none(), EventKind.STAGE, number + " after " + seen);
          });
    }
    return 25;
  }

  private static List<Integer> inThreads(Callable<Integer> task) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Future<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        futures.add(threads.submit(task));
      }
      List<Integer> results = new ArrayList<>();
      for (Future<Integer> future : futures) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
