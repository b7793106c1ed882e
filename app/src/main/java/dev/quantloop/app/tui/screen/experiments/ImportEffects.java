package dev.quantloop.app.tui.screen.experiments;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.UserException;
import dev.quantloop.app.experiment.ExperimentName;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.ShellWords;
import dev.quantloop.app.imports.ImportFiles;
import dev.quantloop.app.imports.ImportFiles.Outcome;
import dev.quantloop.app.imports.ImportedReport;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.screen.experiments.ExperimentsUpdate.Then;
import dev.quantloop.app.tui.screen.experiments.ImportDialog.Preview;
import dev.quantloop.tracker.record.ImportedResult;
import dev.quantloop.tracker.service.Tracker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the import dialog brings about. */
final class ImportEffects {
  private ImportEffects() {}

  /** Reads the files, and shows the dialog again with what they hold. */
  static Effect previewing(ImportDialog dialog) {
    return new Effect.Tell(
        new Then(
            state ->
                Transition.to(
                    state,
                    new Effect.Say("reading…"),
                    new Effect.Ask(
                        tracker -> {
                          Preview preview = preview(tracker, state, dialog.words());
                          return new Then(
                              s ->
                                  Transition.to(
                                      s,
                                      new Effect.Say(""),
                                      new Effect.Show(dialog.with(preview))));
                        }))));
  }

  private static Preview preview(Tracker tracker, ExperimentsState state, List<String> words) {
    try {
      List<Outcome> outcomes = read(tracker, state, words);
      List<ImportedResult> results = results(outcomes);
      List<String> lines = new ArrayList<>();
      lines.add(
          "%s would be imported into %s%s:"
              .formatted(
                  Numbers.amount(results.size(), "result"),
                  words.get(1),
                  tracker.experiments().find(words.get(1)).isPresent()
                      ? ""
                      : ", a new experiment"));
      outcomes.stream().map(outcome -> brief(outcome, state, words)).forEach(lines::add);
      lines.add("");
      StringWriter table = new StringWriter();
      new ImportedReport(results).print(new PrintWriter(table));
      table.toString().lines().forEach(lines::add);
      return new Preview(words, lines, !results.isEmpty());
    } catch (RuntimeException e) {
      return new Preview(words, List.of(FailureMessage.ofAny(e)), false);
    }
  }

  /** Without the directories that the user gave. */
  private static String brief(Outcome outcome, ExperimentsState state, List<String> words) {
    String line = outcome.line();
    for (Path given : files(state, words)) {
      line = line.replace(given + "/", "");
    }
    return line;
  }

  private static List<Path> files(ExperimentsState state, List<String> words) {
    return ShellWords.split(words.get(0))
        .orElseThrow(() -> new UserException("a quotation mark is missing"))
        .stream()
        .map(state.services().directories()::path)
        .toList();
  }

  private static List<Outcome> read(Tracker tracker, ExperimentsState state, List<String> words) {
    if (!ExperimentName.isValid(words.get(1))) {
      throw new UserException(ExperimentName.RULE);
    }
    return new ImportFiles(tracker)
        .read(files(state, words), tracker.experiments().find(words.get(1)));
  }

  private static List<ImportedResult> results(List<Outcome> outcomes) {
    return outcomes.stream().flatMap(one -> one.results().stream()).toList();
  }

  /** Records what the files hold, all of it or nothing. */
  static Effect recording(List<String> words) {
    return new Effect.Tell(
        new Then(
            state ->
                Transition.to(
                    state,
                    new Effect.Ask(
                        tracker -> {
                          Effect said = new Effect.Say(recorded(tracker, state, words));
                          return new Then(s -> Transition.to(s, said, ExperimentsUpdate.load(s)));
                        }))));
  }

  private static String recorded(Tracker tracker, ExperimentsState state, List<String> words) {
    try {
      List<Outcome> outcomes = read(tracker, state, words);
      Optional<Path> model =
          Optional.of(words.get(2))
              .filter(word -> !word.isEmpty())
              .map(state.services().directories()::path);
      new ImportFiles(tracker).record(words.get(1), model, outcomes);
      return "imported %s into %s"
          .formatted(Numbers.amount(results(outcomes).size(), "result"), words.get(1));
    } catch (RuntimeException e) {
      return "nothing imported: " + FailureMessage.ofAny(e);
    }
  }
}
