package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.UserException;
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

  private final Consumer<List<String>> creating;
  private final List<String> started = new ArrayList<>();
  private final List<List<String>> counted = new ArrayList<>();
  private final List<List<String>> planned = new ArrayList<>();

  /**
   * @param creating is given the arguments of {@code quantloop new}
   */
  FakeWork(Consumer<List<String>> creating) {
    this.creating = creating;
  }

  static FakeWork refusing(String reason) {
    return new FakeWork(
        arguments -> {
          throw new UserException(reason);
        });
  }

  /** Names of the experiments whose runs were started. */
  List<String> started() {
    return started;
  }

  /** The arguments of each plan. */
  List<List<String>> planned() {
    return planned;
  }

  /** The sources of each count. */
  List<List<String>> counted() {
    return counted;
  }

  @Override
  public void run(Tracker tracker, Experiment experiment) {
    started.add(experiment.name());
  }

  @Override
  public Optional<List<Integer>> countTokens(Path model, List<String> sources) {
    counted.add(sources);
    sources.stream()
        .filter(source -> source.contains(BINARY))
        .findFirst()
        .ifPresent(
            source -> {
              throw new UserException(source + " is binary, not text");
            });
    return Optional.of(sources.stream().map(FakeWork::tokens).toList());
  }

  private static int tokens(String source) {
    long bytes = 0;
    for (String path : source.substring(source.indexOf('=') + 1).split(",")) {
      bytes += bytes(Path.of(path));
    }
    return (int) (bytes / BYTES_A_TOKEN);
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
  public Optional<List<String>> plan(List<String> arguments) {
    planned.add(arguments);
    if (arguments.contains("1024")) {
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
  public void create(List<String> arguments) {
    creating.accept(arguments);
  }
}
