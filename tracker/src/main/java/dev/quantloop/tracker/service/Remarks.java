package dev.quantloop.tracker.service;

import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.RemarkDao;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.Note;
import dev.quantloop.tracker.record.Tag;
import java.util.List;
import java.util.Optional;

/** Notes and tags of people, on experiments and iterations. */
public final class Remarks {
  private final Database database;

  Remarks(Database database) {
    this.database = database;
  }

  /**
   * @throws TrackerException when the text is blank
   */
  public Note note(ExperimentId experiment, Optional<IterationId> iteration, String text) {
    require(!text.isBlank(), "a note needs some text");
    return database.with(
        handle -> {
          RemarkDao dao = new RemarkDao(handle);
          return dao.note(dao.insertNote(experiment, iteration, text.strip(), database.now()));
        });
  }

  /**
   * Gives a note another text; its time stays.
   *
   * @throws TrackerException when the text is blank, or the note has been removed
   */
  public Note rewrite(Note note, String text) {
    require(!text.isBlank(), "a note needs some text");
    return database.with(
        handle -> {
          RemarkDao dao = new RemarkDao(handle);
          require(dao.updateNote(note.id(), text.strip()), "that note has been removed");
          return dao.note(note.id());
        });
  }

  /** False when it was not there. */
  public boolean remove(Note note) {
    return database.with(h -> new RemarkDao(h).deleteNote(note.id()));
  }

  /** Oldest first. */
  public List<Note> notes(ExperimentId experiment) {
    return database.with(h -> new RemarkDao(h).notes(experiment));
  }

  /**
   * False when it was there already.
   *
   * @throws TrackerException when the name is blank or holds a line break
   */
  public boolean tag(ExperimentId experiment, Optional<IterationId> iteration, String name) {
    require(!name.isBlank() && name.indexOf('\n') < 0, "a tag is one line with some text");
    return database.with(
        h -> new RemarkDao(h).insertTag(experiment, iteration, name.strip(), database.now()));
  }

  /** False when it was not there. */
  public boolean untag(ExperimentId experiment, Optional<IterationId> iteration, String name) {
    return database.with(h -> new RemarkDao(h).deleteTag(experiment, iteration, name.strip()));
  }

  /** By name. */
  public List<Tag> tags(ExperimentId experiment) {
    return database.with(h -> new RemarkDao(h).tags(experiment));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new TrackerException(message);
    }
  }
}
