package dev.quantloop.app.allocate;

import dev.quantloop.app.Medians;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.tracker.record.AllocationSettings;
import dev.quantloop.tracker.record.TensorGrouping;
import dev.quantloop.tracker.service.Tracker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What it takes to choose types, before anything is computed.
 *
 * @param space which tensors may have which types
 * @param targets the sizes that recipes are asked for
 * @param given recipes from elsewhere, which are evaluated likewise
 * @param known what is measured already
 * @param groupedBy which tensors are measured together
 * @param everyType whether each type is measured in each tensor
 * @param chunks that each trial is measured on
 * @param contextSize tokens of a chunk
 * @param secondsATrial as it took so far; empty where too few were measured
 */
public record AllocationForecast(
    TypeSpace space,
    List<SizeTarget> targets,
    List<GivenRecipe> given,
    Sensitivities known,
    TensorGrouping groupedBy,
    boolean everyType,
    int chunks,
    int contextSize,
    OptionalDouble secondsATrial) {

  /** By what is on record of an experiment. */
  public static AllocationForecast of(
      Tracker tracker,
      AllocationSettings settings,
      TypeSpace space,
      List<SizeTarget> targets,
      List<GivenRecipe> given) {
    return new AllocationForecast(
        space,
        targets,
        given,
        Sensitivities.of(
            tracker.allocations().sensitivities(settings.experiment()), settings.groupedBy()),
        settings.groupedBy(),
        settings.everyType(),
        settings.searchChunks(),
        tracker.experiments().get(settings.experiment()).settings().nCtx(),
        pace(tracker.allocations().measuredAt(settings.experiment())));
  }

  /** The median time from one to the next; breaks are longer and few. */
  static OptionalDouble pace(List<Instant> times) {
    List<Double> seconds =
        IntStream.range(1, times.size())
            .mapToObj(i -> Duration.between(times.get(i - 1), times.get(i)).toMillis() / 1000.0)
            .toList();
    return seconds.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Medians.of(seconds));
  }

  /** Types of tensors, or of groups of them, to measure; none for recipes from elsewhere alone. */
  public int trials() {
    TensorGroups groups = groups();
    return targets.isEmpty()
        ? 0
        : groups.names().stream().mapToInt(group -> trials(groups, group)).sum();
  }

  /** The tensors that have a choice, grouped. */
  public TensorGroups groups() {
    return space.groups(groupedBy);
  }

  private int trials(TensorGroups groups, String group) {
    return everyType ? groups.types(group).size() : 1;
  }

  /** Those that are not measured yet. */
  public int left() {
    TensorGroups groups = groups();
    return targets.isEmpty()
        ? 0
        : groups.names().stream().mapToInt(group -> left(groups, group)).sum();
  }

  private int left(TensorGroups groups, String group) {
    int measured =
        (int)
            groups.types(group).stream()
                .flatMap(type -> known.find(group, type).stream())
                .filter(one -> one.kld().isPresent())
                .count();
    return Math.max(0, trials(groups, group) - measured);
  }

  /**
   * Tokens that the model decodes at most for what is left: unquantized, with all tensors
   * quantized, then once a trial, of which not all take the whole text.
   */
  public long mostTokens() {
    return mostTokens(left(), chunks, contextSize);
  }

  /** The same for so many trials that are left. */
  static long mostTokens(int left, int chunks, int contextSize) {
    return left == 0 ? 0 : (left + 2L) * chunks * contextSize;
  }

  /** That what is left takes; empty where too few trials were measured to tell. */
  public OptionalDouble seconds() {
    return secondsATrial.isPresent()
        ? OptionalDouble.of(left() * secondsATrial.getAsDouble())
        : OptionalDouble.empty();
  }

  /**
   * "57 of 57 trials left to measure on 24 chunks: at most 725k tokens to decode, about 1m 25s".
   */
  public String text() {
    if (left() == 0) {
      return trials() == 0
          ? "no single tensors are measured for recipes from elsewhere"
          : "all of %s measured already".formatted(Numbers.amount(trials(), "trial"));
    }
    return "%d of %s left to measure on %s: at most %s to decode%s"
        .formatted(
            left(),
            Numbers.amount(trials(), "trial"),
            Numbers.amount(chunks, "chunk"),
            Numbers.tokens(mostTokens()),
            seconds().isPresent()
                ? ", about "
                    + Numbers.duration(Duration.ofMillis((long) (seconds().getAsDouble() * 1000)))
                : "");
  }
}
