package dev.quantloop.tracker.dao;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.tracker.record.MergedHistory;
import dev.quantloop.tracker.service.Merge;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlierVersionsMergeTest {
  @TempDir Path directory;

  /** One after the other into one history: it is always the same experiment. */
  @Test
  void historiesOfEarlierVersionsAreTakenOverAndStayAsTheyAre() throws IOException {
    Path old = directory.resolve("old.db");
    open(old, 1, true);
    try (Tracker ours = Tracker.open(directory.resolve("new.db"))) {
      for (int version = 1; version <= Migration.all().size(); version += 3) {
        open(old, version, false);
        byte[] before = Files.readAllBytes(old);
        MergedHistory merged = merge(ours, old, version);
        assertEquals(version == 1 ? 1 : 0, merged.experiments().get(0).gained().scores());
        assertEquals(version == 1, merged.rows() > 0, "of version " + version);
        assertArrayEquals(before, Files.readAllBytes(old));
      }
      assertEquals(1, ours.rankings().ranking(ours.experiments().get("mine").id()).size());
    }
  }

  private static void open(Path file, int version, boolean fill) {
    List<Migration> known = Migration.all().subList(0, version);
    try (Database old = Database.open(file, Clock.systemUTC(), known, Duration.ofSeconds(5))) {
      if (fill) {
        for (String row : SqlFile.of("experiment-of-version-8.sql").split(";\\s*\n")) {
          old.with(handle -> handle.execute(row.replace(", ''", ", '2026-01-01T00:00:00.000Z'")));
        }
      }
    }
  }

  private MergedHistory merge(Tracker ours, Path old, int copy) {
    try (Tracker theirs = Tracker.openCopy(old, directory.resolve("copy-" + copy))) {
      Merge merge = ours.merge(theirs);
      return merge.run(UnaryOperator.identity(), merge.rehearse(UnaryOperator.identity()).files());
    }
  }
}
