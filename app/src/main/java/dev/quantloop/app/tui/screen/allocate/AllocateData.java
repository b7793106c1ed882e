package dev.quantloop.app.tui.screen.allocate;

import dev.quantloop.app.allocate.AllocationSolver.CurvePoint;
import dev.quantloop.app.allocate.AllocationStanding;
import dev.quantloop.app.allocate.Sensitivities;
import dev.quantloop.app.tui.plot.LayerGrid;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.AllocationSettings;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.Sensitivity;
import dev.quantloop.tracker.record.TensorGrouping;
import dev.quantloop.tracker.service.RecipeStanding;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.ScoredFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is on record of the types that tensors get.
 *
 * @param count how many choices of types the experiment has as steps; 1 where it is one itself
 * @param standing of the one that is shown; empty where there is none
 * @param tensors by kind and layer
 * @param rows two for each recipe: itself, and the stock type
 * @param curve the least sum of what single tensors lose, by size; empty before all is measured
 * @param run what is at work on it
 * @param step the experiment that further recipes can be made of, with the type to suggest
 */
record AllocateData(
    int count,
    Optional<AllocationStanding> standing,
    LayerGrid<TensorCell> tensors,
    List<RecipeRow> rows,
    List<CurvePoint> curve,
    Optional<Run> run,
    Step step) {
  static final String SUFFIX = "-allocate";

  /**
   * What a recipe would be a step of.
   *
   * @param name of the experiment
   * @param like the type to suggest
   * @param hindrance why no recipe can be asked for here; empty where it can
   */
  record Step(String name, String like, Optional<String> hindrance) {}

  /**
   * @param chosen which of the choices of types, counted from 0; past the last, the first again
   */
  static AllocateData read(Tracker tracker, ExperimentId id, int chosen) {
    List<AllocationSettings> all =
        tracker
            .allocations()
            .find(id)
            .map(List::of)
            .orElseGet(() -> tracker.allocations().list(id));
    if (all.isEmpty()) {
      return new AllocateData(
          0,
          Optional.empty(),
          LayerGrid.of(List.of(), TensorCell::weight),
          List.of(),
          List.of(),
          Optional.empty(),
          step(tracker, tracker.experiments().get(id), Optional.empty()));
    }
    AllocationSettings settings = all.get(chosen % all.size());
    tracker.verdicts().judgeIfIdle(settings.experiment());
    AllocationStanding standing = AllocationStanding.of(tracker, settings);
    Experiment of = settings.of().map(tracker.experiments()::get).orElse(standing.experiment());
    return new AllocateData(
        all.size(),
        Optional.of(standing),
        LayerGrid.of(cells(standing), TensorCell::weight),
        rows(tracker, standing),
        standing.curve(),
        tracker.runs().active(settings.experiment()),
        step(tracker, of, Optional.of(standing)));
  }

  /** What is measured at once; where there is a choice of types. */
  TensorGrouping groupedBy() {
    return standing.orElseThrow().settings().groupedBy();
  }

  private static List<TensorCell> cells(AllocationStanding standing) {
    Sensitivities known = standing.sensitivities();
    return known.anchors().entrySet().stream()
        .flatMap(
            of -> {
              Sensitivity shown = known.find(of.getKey(), of.getValue()).orElseThrow();
              return known.groups().tensors(of.getKey()).stream()
                  .map(tensor -> TensorCell.of(tensor, shown));
            })
        .toList();
  }

  private static List<RecipeRow> rows(Tracker tracker, AllocationStanding standing) {
    Map<QuantId, ScoredFile> scores =
        tracker.verdicts().ranking(List.of(standing.experiment())).files().stream()
            .collect(Collectors.toMap(file -> file.quant().id(), Function.identity()));
    return standing.recipes().stream()
        .flatMap(
            one ->
                Stream.of(
                    new RecipeRow(one, false, one.file().map(file -> scores.get(file.id()))),
                    new RecipeRow(one, true, one.stock().map(file -> scores.get(file.id())))))
        .toList();
  }

  private static Step step(Tracker tracker, Experiment of, Optional<AllocationStanding> standing) {
    Optional<String> other =
        standing
            .filter(
                one ->
                    !one.experiment().name().equals(of.name() + SUFFIX)
                        || one.settings().groupedBy() != TensorGrouping.TENSOR)
            .map(one -> one.experiment().name())
            .map(name -> "further sizes of " + name + " are asked for in a shell");
    Optional<String> none =
        tracker.iterations().imatrices(of.id()).isEmpty()
            ? Optional.of(of.name() + " has no imatrix yet: run it first")
            : Optional.empty();
    String like =
        of.settings().quantTypes().stream()
            .filter(type -> QuantType.parse(type).quantizes())
            .findFirst()
            .orElse(QuantType.Q4_K_M.name());
    return new Step(of.name(), like, other.or(() -> none));
  }

  /** The recipe that is shown; empty where there is none. */
  Optional<RecipeStanding> recipe(int number) {
    List<RecipeStanding> all = standing.map(AllocationStanding::recipes).orElse(List.of());
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(number % all.size()));
  }
}
