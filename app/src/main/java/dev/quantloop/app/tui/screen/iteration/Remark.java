package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.Note;
import dev.quantloop.tracker.record.Tag;
import dev.quantloop.tracker.service.Remarks;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something that a person has put on an iteration.
 *
 * @param note empty for a tag
 * @param text of the note, or the tag's name
 */
record Remark(Optional<Note> note, String text) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

  /** Tags first. */
  static List<Remark> all(IterationData data) {
    List<Remark> all = new ArrayList<>();
    data.tags().stream().map(Tag::name).forEach(tag -> all.add(new Remark(Optional.empty(), tag)));
    data.notes().forEach(note -> all.add(new Remark(Optional.of(note), note.text())));
    return all;
  }

  /** What it is, for people. */
  String what() {
    return note.isPresent() ? "note" : "tag";
  }

  Fact fact() {
    return Fact.of(note.map(one -> TIME.format(one.createdAt())).orElse("tag"), text);
  }

  /** Gives it another text. */
  void rewrite(Remarks remarks, ExperimentId experiment, IterationId iteration, String other) {
    if (note.isPresent()) {
      remarks.rewrite(note.get(), other);
    } else {
      remove(remarks, experiment, iteration);
      remarks.tag(experiment, Optional.of(iteration), other);
    }
  }

  void remove(Remarks remarks, ExperimentId experiment, IterationId iteration) {
    note.ifPresentOrElse(
        remarks::remove, () -> remarks.untag(experiment, Optional.of(iteration), text));
  }
}
