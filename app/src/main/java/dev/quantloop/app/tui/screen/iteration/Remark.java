package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.dialog.Prompt;
import dev.quantloop.app.tui.dialog.TextField;
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
import java.util.function.Function;

/**
 * Something that a person has put on an iteration.
 *
 * @param note empty for a tag
 * @param text of the note, or the tag's name
 */
public record Remark(Optional<Note> note, String text) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

  /** Puts a new one on an iteration. */
  public interface Adding {
    void record(Remarks remarks, ExperimentId experiment, Optional<IterationId> on, String text);

    default void to(Remarks remarks, ExperimentId experiment, IterationId on, String text) {
      record(remarks, experiment, Optional.of(on), text);
    }
  }

  /**
   * Asks for its text.
   *
   * @param before the text to go on from
   * @param then what is done with it
   */
  public static Effect prompt(String title, String before, Function<String, Effect> then) {
    return new Effect.Show(
        new Prompt(
            title,
            "Text",
            TextField.of(before),
            text -> text.isBlank() ? Optional.of("write something, or Escape") : Optional.empty(),
            then));
  }

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
