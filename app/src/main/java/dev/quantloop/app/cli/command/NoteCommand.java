package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.cli.option.HistoryOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.Target;
import dev.quantloop.app.cli.option.TargetParameter;
import dev.quantloop.app.format.Json;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Note;
import dev.quantloop.tracker.service.Tracker;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes a remark on an experiment or an iteration, or lists them. */
@Command(
    name = "note",
    header = "Add a note to an experiment or an iteration.",
    description = "Adds a note. Without a text, lists the notes.",
    footer = {
      "",
      "Examples:",
      "  quantloop note mine:3 code was over-represented",
      "  quantloop note mine"
    })
public final class NoteCommand extends ConsoleCommand {
  @Parameters(index = "1..*", paramLabel = "TEXT", description = "The note.")
  private List<String> words = List.of();

  @Mixin private TargetParameter target;
  @Mixin private HistoryOption history;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    try (Tracker tracker = history.openExisting()) {
      Target parsed = target.parse();
      Experiment experiment = parsed.experiment(tracker);
      Optional<Iteration> iteration = parsed.iteration(tracker, experiment);
      String text = String.join(" ", words).strip();
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
    return ExitCode.OK;
  }

  private static boolean isOn(Note note, Iteration iteration) {
    return note.iteration().equals(Optional.of(iteration.number()));
  }

  private void print(List<Note> notes) {
    if (json.wanted()) {
      Json.print(
          console.out(),
          notes.stream()
              .map(
                  note ->
                      Json.object(
                          "iteration", note.iteration().orElse(null),
                          "text", note.text(),
                          "created_at", note.createdAt()))
              .toList());
      return;
    }
    for (Note note : notes) {
      String about = note.iteration().map(number -> "iteration " + number + ": ").orElse("");
      console.out().println(note.createdAt() + "  " + about + note.text());
    }
  }
}
