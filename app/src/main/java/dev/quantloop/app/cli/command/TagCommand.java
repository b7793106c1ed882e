package dev.quantloop.app.cli.command;

import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.report.ExperimentReport;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Tag;
import dev.quantloop.tracker.service.Tracker;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts tags on an experiment or an iteration, takes them off, or lists them. */
@Command(
    name = "tag",
    header = "Tag an experiment or an iteration.",
    description = "Adds tags. Without a tag, lists them.",
    footer = {
      "  quantloop tag mine:3 published",
      "  quantloop tag mine --remove draft",
      "  quantloop tag mine"
    })
public final class TagCommand extends TargetCommand {
  @Parameters(index = "1..*", paramLabel = "TAG", description = "The tags.")
  private List<String> names = List.of();

  @Option(names = "--remove", description = "Remove these tags.")
  private boolean remove;

  @Override
  void call(Tracker tracker, Experiment experiment, Optional<Iteration> iteration) {
    if (names.isEmpty()) {
      requireEffect("without a tag", "--remove");
    }
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

  private void change(
      Tracker tracker, Experiment experiment, Optional<IterationId> iteration, String tag) {
    if (!remove) {
      tracker.remarks().tag(experiment.id(), iteration, tag);
    } else if (!tracker.remarks().untag(experiment.id(), iteration, tag)) {
      throw new UserException(target + " has no tag " + tag);
    }
  }

  private static boolean isOn(Tag tag, Iteration iteration) {
    return tag.iteration().equals(Optional.of(iteration.number()));
  }

  private void print(List<Tag> tags) {
    json.print(
        () -> tags.stream().map(ExperimentReport::tagDocument).toList(),
        out -> tags.forEach(tag -> out.println(line(tag))));
  }

  private static String line(Tag tag) {
    return tag.name() + tag.iteration().map(n -> "  (iteration " + n + ")").orElse("");
  }
}
