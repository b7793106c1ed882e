package dev.quantloop.app.tune;

import dev.quantloop.app.console.Progress;
import dev.quantloop.app.console.Stage;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.llama.model.DecodeSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToLongFunction;

/**
 * Tunes a model: the candidates that memory can hold, the search among them, and its progress.
 *
 * @param memory bytes that a context of the model takes
 */
public record Tune(Progress progress, ToLongFunction<DecodeSettings> memory) {
  /**
   * How it is done.
   *
   * @param usual settings that are used where nobody tunes
   * @param most trials; empty for the usual share of a full grid
   * @param fullGrid tries all equally often instead of searching
   */
  public record Plan(TrialGrid grid, DecodeSettings usual, OptionalInt most, boolean fullGrid) {}

  /**
   * @param contexts that take turns where the trials are made; 1 means that the CPU computes
   */
  public TuneResult run(Plan plan, Trial trial, int contexts) {
    List<TrialSummary> hopeless = new ArrayList<>();
    List<DecodeSettings> candidates =
        contexts == 1
            ? fitting(plan.grid().candidates(1, plan.usual()), hopeless)
            : plan.grid().withThreads(plan.usual().threads()).candidates(contexts, plan.usual());
    if (candidates.isEmpty()) {
      return new TuneResult(hopeless, TimingNoise.of(List.of()), 0);
    }
    TuneResult found;
    try (Stage stage = progress.stage("tune", "trials", 0)) {
      Search search = new Search(candidates, trial, new Live(stage));
      found =
          plan.fullGrid()
              ? search.fullGrid(Search.FULL_GRID_REPEATS)
              : search.halve(plan.most().orElse(Search.usualBudget(candidates.size())));
    }
    List<TrialSummary> all = new ArrayList<>(found.summaries());
    all.addAll(hopeless);
    return new TuneResult(all, found.noise(), found.trials());
  }

  /** What is too large for a GPU can't be told beforehand, and to try it harms nobody. */
  private List<DecodeSettings> fitting(
      List<DecodeSettings> candidates, List<TrialSummary> hopeless) {
    long available = ThisMachine.availableMemory();
    List<DecodeSettings> fitting = new ArrayList<>();
    for (DecodeSettings settings : candidates) {
      long needed = memory.applyAsLong(settings);
      if (needed <= available) {
        fitting.add(settings);
      } else {
        String reason =
            "needs about %s, %s are available"
                .formatted(Numbers.bytes(needed), Numbers.bytes(available));
        hopeless.add(TrialSummary.hopeless(settings, reason));
      }
    }
    return fitting;
  }

  /** Shows how many trials there were, and above that what is new: a faster one, or a failure. */
  private final class Live implements Search.Listener {
    private final Stage stage;
    private DecodeSettings leader;

    Live(Stage stage) {
      this.stage = stage;
    }

    @Override
    public void tried(int done, int most, TrialSummary tried, TrialSummary fastest) {
      if (tried.hasFailed()) {
        progress.note(TunedSettings.words(tried.settings()) + ": " + tried.failure());
      }
      if (fastest != null && !fastest.settings().equals(leader)) {
        leader = fastest.settings();
        progress.note(
            "%s: %s tokens/s"
                .formatted(
                    TunedSettings.words(leader),
                    Numbers.significant(fastest.tokensPerSecond(), 4)));
      }
      stage.advanced(done, most);
    }
  }
}
