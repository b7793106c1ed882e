package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.option.HistoryOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.Target;
import dev.quantloop.app.cli.option.TargetParameter;
import dev.quantloop.app.format.Json;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Tag;
import dev.quantloop.tracker.service.Tracker;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts tags on an experiment or an iteration, takes them off, or lists them. */
@Command(
    name = "tag",
    header = "Tag an experiment or an iteration.",
    description = "Adds tags. Without a tag, lists them.",
    footer = {
      "",
      "Examples:",
      "  quantloop tag mine:3 published",
      "  quantloop tag mine --remove draft",
      "  quantloop tag mine"
    })
public final class TagCommand extends ConsoleCommand {
  @Parameters(index = "1..*", paramLabel = "TAG", description = "The tags.")
  private List<String> names = List.of();

  @Option(names = "--remove", description = "Remove these tags.")
  private boolean remove;

  @Mixin private TargetParameter target;
  @Mixin private HistoryOption history;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    try (Tracker tracker = history.openExisting()) {
      Target parsed = target.parse();
      Experiment experiment = parsed.experiment(tracker);
      Optional<Iteration> iteration = parsed.iteration(tracker, experiment);
      for (String tag : names) {
        change(tracker, experiment, iteration.map(Iteration::id), tag);
      }
      if (names.isEmpty() || json.wanted()) {
        print(
            tracker.remarks().tags(experiment.id()).stream()
                .filter(tag -> iteration.isEmpty() || isOn(tag, iteration.get()))
                .toList());
      }
    }
    return ExitCode.OK;
  }

  private void change(
      Tracker tracker, Experiment experiment, Optional<IterationId> iteration, String tag) {
    if (!remove) {
      tracker.remarks().tag(experiment.id(), iteration, tag);
    } else if (!tracker.remarks().untag(experiment.id(), iteration, tag)) {
      throw new UserException(target.text() + " has no tag " + tag);
    }
  }

  private static boolean isOn(Tag tag, Iteration iteration) {
    return tag.iteration().equals(Optional.of(iteration.number()));
  }

  private void print(List<Tag> tags) {
    if (json.wanted()) {
      Json.print(
          console.out(),
          tags.stream()
              .map(
                  tag -> Json.object("iteration", tag.iteration().orElse(null), "name", tag.name()))
              .toList());
      return;
    }
    for (Tag tag : tags) {
      String about = tag.iteration().map(number -> "  (iteration " + number + ")").orElse("");
      console.out().println(tag.name() + about);
    }
  }
}
