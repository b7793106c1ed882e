package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.commandline.CommandWords;
import dev.quantloop.app.format.ShellWords;
import dev.quantloop.app.guide.Proposal;
import dev.quantloop.app.guide.Suggestion;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.dialog.Confirmation;
import dev.quantloop.app.tui.form.UserPath;
import dev.quantloop.app.tui.screen.ScreenServices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Suggestions are carried out in the background, where commands take their time. */
record GuideChoice(ScreenServices services) implements GuideDialog.Choice {
  /** Where its file goes has to be looked at, and is told before anything is done. */
  @Override
  public Effect accept(Suggestion suggestion) {
    return new Effect.Background(
        answers -> answers.accept(new ExperimentUpdate.Confirm(question(suggestion))));
  }

  private Confirmation question(Suggestion suggestion) {
    Optional<Path> output =
        suggestion.proposal() instanceof Proposal.Quantize quantize
            ? Optional.of(quantize.output().toAbsolutePath())
            : Optional.empty();
    boolean replaces = output.filter(Files::exists).isPresent();
    String where =
        output
            .map(file -> "It " + (replaces ? "replaces " : "writes ") + shown(file))
            .orElse("Its files go beside the database, to " + shown(directory()));
    List<String> lines = List.of(where, "", CommandWords.line(suggestion.proposal()));
    return new Confirmation(
        "Do this now?",
        lines,
        new Effect.Tell(new ExperimentUpdate.Confirmed(suggestion)),
        !replaces);
  }

  private Path directory() {
    return services.database().toAbsolutePath().getParent();
  }

  private String shown(Path path) {
    return UserPath.shortened(path.toString(), services.directories().home());
  }

  @Override
  public Effect edit(Suggestion suggestion) {
    return new Effect.AskCommand(ShellWords.quoted(CommandWords.of(suggestion.proposal())));
  }

  /** Carries it out. */
  Effect doing(Suggestion suggestion) {
    return new Effect.Background(
        answers ->
            answers.accept(
                new ExperimentUpdate.Done(services.work().carryOut(suggestion.proposal()))));
  }
}
