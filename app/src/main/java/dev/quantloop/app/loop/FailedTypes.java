package dev.quantloop.app.loop;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.UserException;
import dev.quantloop.llama.AbortedException;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.NoRoomException;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.Iteration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The quant types of a run that have failed. They are passed over for the rest of it; the others go
 * on, so that what is finished is evaluated and kept.
 */
final class FailedTypes {
  private final RunReport report;
  private final Map<String, RuntimeException> failures = new LinkedHashMap<>();
  private final Map<String, String> iterations = new LinkedHashMap<>();
  private final List<String> files = new ArrayList<>();

  FailedTypes(RunReport report) {
    this.report = report;
  }

  /** Does something for a quant type; empty where it has failed, now or before. */
  <T> Optional<T> unlessFailed(Iteration iteration, String type, TypeWork<T> work) {
    if (failures.containsKey(type)) {
      return Optional.empty();
    }
    try {
      return Optional.of(work.run());
    } catch (AbortedException | NoRoomException e) {
      throw e;
    } catch (LlamaException | UserException e) {
      add(iteration, type, e);
      return Optional.empty();
    }
  }

  /** What is done for one quant type. */
  @FunctionalInterface
  interface TypeWork<T> {
    T run();
  }

  void add(Iteration iteration, String type, RuntimeException failure) {
    failures.put(type, failure);
    iterations.put(type, iteration.inWords());
    report.event(
        EventKind.ERROR,
        iteration,
        iteration.label().orElse(type) + " failed: " + FailureMessage.ofAny(failure));
  }

  /** What was found of a file from outside says nothing of others of its type. */
  void endOfFile(Iteration judged) {
    for (String type : judged.quantTypes()) {
      if (has(type)) {
        files.add(
            judged.label().orElse(type)
                + " failed: "
                + FailureMessage.ofAny(failures.remove(type)));
      }
    }
  }

  boolean has(String type) {
    return failures.containsKey(type);
  }

  /** Whether there are some, and all of them have failed. */
  boolean hasAll(List<String> types) {
    return !types.isEmpty() && types.stream().allMatch(this::has);
  }

  /** Fails as the first of these types did, where all of them have. */
  void requireAnyLeft(List<String> types) {
    if (hasAll(types)) {
      throw failures.get(types.get(0));
    }
  }

  /** "IQ2_XS failed in iteration 1: why"; empty where none has. */
  Optional<String> summary() {
    String lines =
        Stream.concat(files.stream(), failures.keySet().stream().map(this::line))
            .collect(Collectors.joining("; "));
    return lines.isEmpty() ? Optional.empty() : Optional.of(lines);
  }

  private String line(String type) {
    return "%s failed in %s: %s"
        .formatted(type, iterations.get(type), FailureMessage.ofAny(failures.get(type)));
  }
}
