package dev.quantloop.app.memory;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.memory.MemoryBudget.Arrangement;
import dev.quantloop.app.memory.MemoryBudget.Placement;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.quantize.QuantType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How an experiment's models will be used, and why. */
public final class MemoryUseText {
  /** How the line begins that says where the models are. */
  public static final String MODELS = "models: ";

  private MemoryUseText() {}

  /**
   * Whole lines, the most important first.
   *
   * @param logitBytes that the baseline's logits on all evaluation chunks take; 0 where they are
   *     stored already
   * @param keptBytes of them that main memory may hold
   */
  public static List<String> of(
      MemoryBudget budget, Path baseline, List<QuantType> types, long logitBytes, long keptBytes) {
    Placement base = budget.alone(baseline);
    List<Placement> quants = types.stream().map(type -> budget.alone(baseline, type)).toList();
    Arrangement arrangement = budget.arrange(base, quants);
    List<String> lines = new ArrayList<>();
    lines.add(where(budget, base));
    lines.add(evaluation(budget, base, quants, arrangement));
    lines.add(logits(arrangement, logitBytes, keptBytes));
    lines.add(batches(budget.settings()));
    lines.add(memory(budget.room()));
    return lines;
  }

  private static String where(MemoryBudget budget, Placement base) {
    if (budget.room().gpus().isEmpty()) {
      return MODELS + "on the CPU (no GPU found)";
    }
    String why =
        budget.asked().gpuLayers() >= 0
            ? "as asked"
            : base.whole() ? "it fits" : "for lack of room";
    String amount =
        base.whole()
            ? "all of the baseline on"
            : base.pieces() == 0
                ? "none of the baseline on"
                : "%d of %s of the baseline on"
                    .formatted(base.pieces(), Numbers.amount(base.of(), "layer"));
    return "%s%s %s, %s: %s"
        .formatted(
            MODELS,
            amount,
            budget.room().gpus().size() == 1 ? "the GPU" : "the GPUs",
            Numbers.bytes(base.gpuBytes()),
            why);
  }

  private static String evaluation(
      MemoryBudget budget, Placement base, List<Placement> quants, Arrangement arrangement) {
    List<Placement> all = new ArrayList<>(quants);
    all.add(base);
    String together =
        budget.room().gpus().isEmpty()
            ? Numbers.bytes(MemoryBudget.mainBytes(all)) + " of main memory"
            : "%s of the GPU and %s of main memory"
                .formatted(
                    Numbers.bytes(MemoryBudget.gpuBytes(all)),
                    Numbers.bytes(MemoryBudget.mainBytes(all)));
    String count = quants.size() == 1 ? "the quant" : quants.size() + " quants";
    return switch (arrangement) {
      case SIDE_BY_SIDE ->
          "evaluation: baseline and %s side by side: %s".formatted(count, together);
      case BASELINE_FIRST ->
          "evaluation: the baseline first, then %s: side by side they would take %s"
              .formatted(count, together);
      case ONE_BY_ONE ->
          "evaluation: the baseline first, then quant after quant: side by side they would take %s"
              .formatted(together);
    };
  }

  private static String logits(Arrangement arrangement, long logitBytes, long keptBytes) {
    if (logitBytes == 0) {
      return "baseline's logits: read from their file";
    }
    if (arrangement != Arrangement.SIDE_BY_SIDE) {
      return "baseline's logits: in a temporary file of " + Numbers.bytes(logitBytes);
    }
    return logitBytes <= keptBytes
        ? "baseline's logits: kept in main memory, %s, so that it is decoded once"
            .formatted(Numbers.bytes(logitBytes))
        : "baseline's logits: %s of %s kept in main memory, the rest decoded again each time"
            .formatted(Numbers.bytes(keptBytes), Numbers.bytes(logitBytes));
  }

  private static String batches(DecodeSettings settings) {
    return "batches: %d tokens, computed %d at once"
        .formatted(settings.batchSize(), settings.ubatchSize());
  }

  private static String memory(DeviceRoom room) {
    String gpus =
        room.gpus().stream()
            .map(
                gpu ->
                    "%s %s, %s free; "
                        .formatted(gpu.name(), gpu.description(), Numbers.bytes(gpu.freeBytes())))
            .collect(Collectors.joining());
    return "memory: %s%s of main memory available"
        .formatted(gpus, Numbers.bytes(room.mainMemory().getAsLong()));
  }
}
