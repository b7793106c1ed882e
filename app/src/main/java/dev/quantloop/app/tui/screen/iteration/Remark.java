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

/** Something that a person has put on an iteration. */
sealed interface Remark {
  DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

  /** What it is, for people. */
  String what();

  String text();

  Fact fact();

  /** Gives it another text. */
  void rewrite(Remarks remarks, ExperimentId experiment, IterationId iteration, String text);

  void remove(Remarks remarks, ExperimentId experiment, IterationId iteration);

  /** Tags first. */
  static List<Remark> all(IterationData data) {
    List<Remark> all = new ArrayList<>();
    data.tags().forEach(tag -> all.add(new OfTag(tag)));
    data.notes().forEach(note -> all.add(new OfNote(note)));
    return all;
  }

  /** A tag. */
  record OfTag(Tag tag) implements Remark {
    @Override
    public String what() {
      return "tag";
    }

    @Override
    public String text() {
      return tag.name();
    }

    @Override
    public Fact fact() {
      return Fact.of("tag", tag.name());
    }

    @Override
    public void rewrite(
        Remarks remarks, ExperimentId experiment, IterationId iteration, String text) {
      remove(remarks, experiment, iteration);
      remarks.tag(experiment, Optional.of(iteration), text);
    }

    @Override
    public void remove(Remarks remarks, ExperimentId experiment, IterationId iteration) {
      remarks.untag(experiment, Optional.of(iteration), tag.name());
    }
  }

  /** A note. */
  record OfNote(Note note) implements Remark {
    @Override
    public String what() {
      return "note";
    }

    @Override
    public String text() {
      return note.text();
    }

    @Override
    public Fact fact() {
      return Fact.of(TIME.format(note.createdAt()), note.text());
    }

    @Override
    public void rewrite(
        Remarks remarks, ExperimentId experiment, IterationId iteration, String text) {
      remarks.rewrite(note, text);
    }

    @Override
    public void remove(Remarks remarks, ExperimentId experiment, IterationId iteration) {
      remarks.remove(note);
    }
  }
}
