package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.publish.WriteExport;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.dialog.Confirmation;
import dev.quantloop.app.tui.screen.experiment.ExperimentUpdate.Then;
import dev.quantloop.tracker.export.ExportFormat;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the export of an experiment takes besides its dialog. */
final class ExportEffects {
  private ExportEffects() {}

  /** Reads what there is to export, and shows the dialog. */
  static Effect dialog(ExperimentState state) {
    return new Effect.Ask(
        tracker -> {
          ExportDialog dialog = ExportDialog.of(export(tracker, state).history());
          return new Then(s -> Transition.to(s, new Effect.Show(dialog)));
        });
  }

  private static WriteExport export(Tracker tracker, ExperimentState state) {
    return new WriteExport(tracker, tracker.experiments().get(state.id()));
  }

  /**
   * Writes a file, and asks before it replaces one.
   *
   * @param typed where to
   */
  static Effect writing(ExportFormat format, String typed, boolean replace) {
    return new Effect.Tell(new Then(s -> Transition.to(s, write(s, format, typed, replace))));
  }

  private static Effect write(
      ExperimentState state, ExportFormat format, String typed, boolean replace) {
    Path file = state.services().directories().path(typed);
    return new Effect.Ask(
        tracker -> {
          if (!replace && Files.exists(file)) {
            return new Then(s -> Transition.to(s, question(file, format, typed)));
          }
          Effect said = new Effect.Say(written(export(tracker, state), format, file));
          return new Then(s -> Transition.to(s, said));
        });
  }

  private static String written(WriteExport export, ExportFormat format, Path file) {
    try {
      export.write(format, file);
      return "wrote " + file;
    } catch (IOException | RuntimeException e) {
      return "not written: " + FailureMessage.ofAny(e);
    }
  }

  private static Effect question(Path file, ExportFormat format, String typed) {
    return new Effect.Show(
        new Confirmation(
            "Replace " + file.getFileName() + "?",
            List.of("There is such a file in " + file.toAbsolutePath().getParent() + "."),
            writing(format, typed, true)));
  }
}
