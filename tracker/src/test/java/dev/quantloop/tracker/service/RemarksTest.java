package dev.quantloop.tracker.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.Note;
import dev.quantloop.tracker.record.Tag;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemarksTest {
  @TempDir Path directory;
  private Tracker tracker;
  private Remarks remarks;
  private ExperimentId experiment;

  @BeforeEach
  void open() {
    tracker = Tracker.open(directory.resolve("quantloop.db"));
    remarks = tracker.remarks();
    experiment = Samples.experiment(tracker, "mine").id();
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  @Test
  void notesAreKeptInOrder() {
    IterationId iteration =
        tracker.iterations().create(Samples.planned(tracker, experiment, 0)).id();
    remarks.note(experiment, Optional.empty(), " first\nof two lines ");
    Note second = remarks.note(experiment, Optional.of(iteration), "second");
    assertEquals("first\nof two lines", remarks.notes(experiment).get(0).text());
    assertEquals(second, remarks.notes(experiment).get(1));
    assertThrows(TrackerException.class, () -> remarks.note(experiment, Optional.empty(), " "));
  }

  @Test
  void aNoteIsRewrittenWhereItStands() {
    Note first = remarks.note(experiment, Optional.empty(), "first");
    Note second = remarks.note(experiment, Optional.empty(), "second");
    Note rewritten = remarks.rewrite(first, " the first ");
    assertEquals("the first", rewritten.text());
    assertEquals(first.createdAt(), rewritten.createdAt());
    assertEquals(List.of(rewritten, second), remarks.notes(experiment));
    assertThrows(TrackerException.class, () -> remarks.rewrite(first, " "));
  }

  @Test
  void aNoteThatWasRemovedIsNeitherThereNorRewritten() {
    Note kept = remarks.note(experiment, Optional.empty(), "kept");
    Note removed = remarks.note(experiment, Optional.empty(), "removed");
    assertTrue(remarks.remove(removed));
    assertFalse(remarks.remove(removed));
    assertEquals(List.of(kept), remarks.notes(experiment));
    assertThrows(TrackerException.class, () -> remarks.rewrite(removed, "back"));
  }

  @Test
  void aTagIsSetOnce() {
    assertTrue(remarks.tag(experiment, Optional.empty(), "best"));
    assertFalse(remarks.tag(experiment, Optional.empty(), "best"));
    IterationId iteration =
        tracker.iterations().create(Samples.planned(tracker, experiment, 0)).id();
    assertTrue(remarks.tag(experiment, Optional.of(iteration), "best"));
    assertEquals(
        List.of(Optional.empty(), Optional.of(0)),
        remarks.tags(experiment).stream().map(Tag::iteration).toList());
    assertTrue(remarks.untag(experiment, Optional.empty(), "best"));
    assertFalse(remarks.untag(experiment, Optional.empty(), "best"));
    assertEquals(1, remarks.tags(experiment).size());
    assertThrows(
        TrackerException.class, () -> remarks.tag(experiment, Optional.empty(), "two\nlines"));
  }
}
