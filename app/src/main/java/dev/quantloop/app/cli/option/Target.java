package dev.quantloop.app.cli.option;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.service.Tracker;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a command is about: an experiment {@code NAME}, or one iteration of it, {@code NAME:3}.
 *
 * @param experiment its name, or its id
 */
public record Target(String experiment, OptionalInt iteration) {
  /** The syntax, for help texts. */
  public static final String SYNTAX = "NAME[:ITERATION]";

  private static final Pattern FORM = Pattern.compile("([^:]+)(?::(\\d{1,9}))?");

  public static Target parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new UsageException(
          "an experiment is written NAME, an iteration of it NAME:3; this is neither: " + text);
    }
    return new Target(
        form.group(1),
        form.group(2) == null
            ? OptionalInt.empty()
            : OptionalInt.of(Integer.parseInt(form.group(2))));
  }

  public Experiment experiment(Tracker tracker) {
    return tracker.experiments().get(experiment);
  }

  /** Empty for a whole experiment. */
  public Optional<Iteration> iteration(Tracker tracker, Experiment of) {
    if (iteration.isEmpty()) {
      return Optional.empty();
    }
    int number = iteration.getAsInt();
    return Optional.of(
        tracker
            .iterations()
            .find(of.id(), number)
            .orElseThrow(
                () ->
                    new UserException(
                        "%s has no iteration %d; see: quantloop show %s"
                            .formatted(of.name(), number, of.name()))));
  }
}
