package dev.quantloop.app.loop;

import dev.quantloop.app.format.Json;
import dev.quantloop.llama.model.DeviceSplit;
import dev.quantloop.llama.model.SplitMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a worker has to know of its run beside the limits; kept as JSON in the run's row.
 *
 * @param keepQuants keeps every quantized file, not only the best and the latest of each type
 * @param onlyIteration completes this one and ends; empty for the loop
 * @param split how models are spread over GPUs
 * @param library flags with which a command uses the same libllama; empty for the usual one
 * @param stopEarly ends evaluations of files as soon as it is settled how they compare
 */
public record RunOptions(
    boolean keepQuants,
    OptionalInt onlyIteration,
    DeviceSplit split,
    List<String> library,
    boolean stopEarly) {
  public static final RunOptions DEFAULT =
      new RunOptions(false, OptionalInt.empty(), DeviceSplit.DEFAULT, List.of());

  public RunOptions {
    library = List.copyOf(library);
  }

  /** One that evaluates whole texts. */
  public RunOptions(
      boolean keepQuants, OptionalInt onlyIteration, DeviceSplit split, List<String> library) {
    this(keepQuants, onlyIteration, split, library, false);
  }

  public RunOptions stoppingEarly(boolean wanted) {
    return new RunOptions(keepQuants, onlyIteration, split, library, wanted);
  }

  public RunOptions with(List<String> library) {
    return new RunOptions(keepQuants, onlyIteration, split, library, stopEarly);
  }

  /** The same for a run that completes this iteration. */
  public RunOptions only(int iteration) {
    return new RunOptions(keepQuants, OptionalInt.of(iteration), split, library, stopEarly);
  }

  public String toJson() {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (keepQuants) {
      fields.put("keep_quants", true);
    }
    onlyIteration.ifPresent(number -> fields.put("only_iteration", number));
    if (!split.equals(DeviceSplit.DEFAULT)) {
      fields.put("split_mode", split.mode().word());
      fields.put("tensor_split", split.shares());
      fields.put("main_gpu", split.mainGpu());
    }
    if (!library.isEmpty()) {
      fields.put("library", library);
    }
    if (stopEarly) {
      fields.put("stop_early", true);
    }
    return Json.line(fields);
  }

  public static RunOptions ofJson(String json) {
    Map<String, Object> fields = Json.parse(json);
    Number only = (Number) fields.get("only_iteration");
    return new RunOptions(
        Boolean.TRUE.equals(fields.get("keep_quants")),
        only == null ? OptionalInt.empty() : OptionalInt.of(only.intValue()),
        split(fields),
        ((List<?>) fields.getOrDefault("library", List.of()))
            .stream().map(Object::toString).toList(),
        Boolean.TRUE.equals(fields.get("stop_early")));
  }

  private static DeviceSplit split(Map<String, Object> fields) {
    if (!fields.containsKey("split_mode")) {
      return DeviceSplit.DEFAULT;
    }
    List<Float> shares =
        ((List<?>) fields.get("tensor_split"))
            .stream().map(share -> ((Number) share).floatValue()).toList();
    return new DeviceSplit(
        SplitMode.of((String) fields.get("split_mode")),
        shares,
        ((Number) fields.get("main_gpu")).intValue());
  }
}
