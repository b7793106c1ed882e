package dev.quantloop.app.cli.command;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.cli.report.ExperimentReport;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Note;
import dev.quantloop.tracker.service.Tracker;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes a remark on an experiment or an iteration, or lists them. */
@Command(
    name = "note",
    header = "Add a note to an experiment or an iteration.",
    description = "Adds a note. Without a text, lists the notes.",
    footer = {"  quantloop note mine:3 code was over-represented", "  quantloop note mine"})
public final class NoteCommand extends TargetCommand {
  @Parameters(index = "1..*", paramLabel = "TEXT", description = "The note.")
  private List<String> words = List.of();

  @Override
  void call(Tracker tracker, Experiment experiment, Optional<Iteration> iteration) {
    String text = String.join(" ", words).strip();
    if (text.isEmpty() && !words.isEmpty()) {
      throw new UsageException("the note has no text");
    }
    if (!text.isEmpty()) {
      tracker.remarks().note(experiment.id(), iteration.map(Iteration::id), text);
    }
    if (text.isEmpty() || json.wanted()) {
      print(
          tracker.remarks().notes(experiment.id()).stream()
              .filter(note -> iteration.isEmpty() || isOn(note, iteration.get()))
              .toList());
    }
  }

  private static boolean isOn(Note note, Iteration iteration) {
    return note.iteration().equals(Optional.of(iteration.number()));
  }

  private void print(List<Note> notes) {
    json.print(
        () -> notes.stream().map(ExperimentReport::noteDocument).toList(),
        out -> notes.forEach(note -> out.println(line(note))));
  }

  private static String line(Note note) {
    String about = note.iteration().map(number -> "iteration " + number + ": ").orElse("");
    return note.createdAt() + "  " + about + note.text();
  }
}
