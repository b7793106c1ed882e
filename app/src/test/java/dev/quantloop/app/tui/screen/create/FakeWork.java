package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.UserException;
import dev.quantloop.app.create.SourceTokens;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.tui.screen.NoWork;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes every fourth byte for a token, and remembers what it is asked to do. */
final class FakeWork extends NoWork {
  /** A source with this in it can't be counted. */
  static final String BINARY = "binary";

  private static final int BYTES_A_TOKEN = 4;

  private final Consumer<ExperimentSpec> creating;
  private final List<String> started = new ArrayList<>();
  private final List<List<SourceSpec>> counted = new ArrayList<>();
  private Runnable afterFirst = () -> {};
  private final List<ExperimentSpec> planned = new ArrayList<>();

  /**
   * @param creating is given what is to be created
   */
  FakeWork(Consumer<ExperimentSpec> creating) {
    this.creating = creating;
  }

  static FakeWork refusing(String reason) {
    return new FakeWork(
        spec -> {
          throw new UserException(reason);
        });
  }

  /** NameSuggestions of the experiments whose runs were started. */
  List<String> started() {
    return started;
  }

  /** What was planned. */
  List<ExperimentSpec> planned() {
    return planned;
  }

  /** The sources of each count. */
  List<List<SourceSpec>> counted() {
    return counted;
  }

  /** Looks at the form between the first source that is counted and the next. */
  FakeWork looking(Runnable look) {
    afterFirst = look;
    return this;
  }

  @Override
  public void run(Tracker tracker, Experiment experiment) {
    started.add(experiment.name());
  }

  @Override
  public void countTokens(Path model, List<SourceSpec> sources, Consumer<SourceTokens> each) {
    counted.add(sources);
    for (SourceSpec source : sources) {
      each.accept(tokens(source));
      afterFirst.run();
      afterFirst = () -> {};
    }
  }

  private static SourceTokens tokens(SourceSpec source) {
    if (source.toString().contains(BINARY)) {
      return SourceTokens.problem(source + " is binary, not text");
    }
    long bytes = source.paths().stream().mapToLong(path -> bytes(Path.of(path))).sum();
    return new SourceTokens(List.of(bytes / BYTES_A_TOKEN), "");
  }

  private static long bytes(Path path) {
    try (var files = Files.walk(path)) {
      long bytes = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<List<String>> plan(ExperimentSpec spec) {
    planned.add(spec);
    if (spec.settings().get(Setting.CONTEXT) == 1024) {
      throw new UserException("no driver for this GPU");
    }
    return Optional.of(
        List.of(
            "models: all of the baseline on the GPU, 8.7 MiB: it fits",
            "evaluation: baseline and 2 quants side by side: 24.1 MiB of the GPU and 1.2 MiB of"
                + " main memory",
            "baseline's logits: kept in main memory, 108 MiB, so that it is decoded once"));
  }

  @Override
  public void create(ExperimentSpec spec) {
    creating.accept(spec);
  }
}
