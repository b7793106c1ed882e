package dev.quantloop.tracker.dao;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseCopyTest {
  @TempDir Path directory;

  @Test
  void aCopyIsOfOneMomentWhileOthersWrite() throws Exception {
    Path file = directory.resolve("live.db");
    try (Tracker tracker = Tracker.open(file)) {
      ExperimentId id = Samples.experiment(tracker, "mine").id();
      AtomicBoolean stop = new AtomicBoolean();
      AtomicInteger committed = new AtomicInteger();
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(
              () -> {
                while (!stop.get()) {
                  String text = "n" + committed.get();
                  tracker.transaction(
                      () -> {
                        tracker.remarks().note(id, Optional.empty(), text);
                        return tracker.remarks().tag(id, Optional.empty(), text);
                      });
                  committed.incrementAndGet();
                }
              });
      int before = 0;
      for (int i = 0; i < 5; i++) {
        while (committed.get() <= before && !writer.isDone()) {
          Thread.sleep(1);
        }
        Path copy = directory.resolve("copy-" + i + ".db");
        DatabaseCopy.write(file, copy);
        try (ReadOnlyHistory history = Tracker.openReadOnly(copy);
            Tracker copied = Tracker.open(copy)) {
          assertEquals(List.of(), history.faults());
          int notes = copied.remarks().notes(id).size();
          assertEquals(notes, copied.remarks().tags(id).size());
          assertTrue(notes > before, notes + " after " + before);
          before = notes;
        }
      }
      stop.set(true);
      writer.join();
    }
  }

  @Test
  void whatIsNoHistoryIsNotCopied() throws IOException {
    Path text = Files.writeString(directory.resolve("text"), "x".repeat(200));
    Path copy = directory.resolve("copy.db");
    assertThrows(TrackerException.class, () -> DatabaseCopy.write(text, copy));
    assertThrows(TrackerException.class, () -> DatabaseCopy.write(directory.resolve("none"), copy));
    assertFalse(Files.exists(copy));
  }

  @Test
  void damageIsFound() throws IOException {
    Path file = directory.resolve("damaged.db");
    try (Tracker tracker = Tracker.open(file)) {
      Samples.experiment(tracker, "mine");
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    bytes[text.indexOf(Samples.sha(1))] = 'f'; // in the table or its index, not in both
    Files.write(file, bytes);
    try (ReadOnlyHistory history = Tracker.openReadOnly(file)) {
      assertFalse(history.faults().isEmpty());
    }
  }

  @Test
  void referencesToNothingAreFound() {
    Path file = directory.resolve("dangling.db");
    try (Database database = Database.open(file, Clock.systemUTC())) {
      database.run(
          h -> {
            h.execute("pragma foreign_keys = off");
            h.execute("insert into note values (1, 7, null, 'x', '')");
          });
    }
    try (ReadOnlyHistory history = Tracker.openReadOnly(file)) {
      assertEquals(
          List.of("a row of table note refers to a row of table experiment that is not there"),
          history.faults());
    }
  }
}
