package dev.quantloop.app.guide;

import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.service.Experiments;
import dev.quantloop.tracker.service.Iterations;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The experiment on record that says best what a new one will take on this machine.
 *
 * @param experiment its name
 * @param sameModel whether the new one is on its model, too
 * @param contextSize tokens of its chunks
 * @param speeds of its latest iterations
 * @param quantBytes size of its latest quants, by type
 */
public record ComparableExperiment(
    String experiment,
    ModelFile model,
    boolean sameModel,
    int contextSize,
    Speeds speeds,
    Map<String, Long> quantBytes) {
  /** Iterations whose speeds are looked at: the latest say best how fast the machine is now. */
  private static final int LATEST = 20;

  public ComparableExperiment {
    quantBytes = Map.copyOf(quantBytes);
  }

  /**
   * What the new experiment is on.
   *
   * @param host this machine
   * @param threads empty where the program chooses
   * @param gpuLayers as everywhere; −1 for all
   */
  public record Wanted(
      Path model,
      long bytes,
      long parameters,
      String host,
      Optional<Integer> threads,
      int gpuLayers) {
    private boolean is(ModelFile known) {
      return known.path().equals(model) && known.bytes() == bytes;
    }
  }

  /**
   * An experiment that ran here.
   *
   * @param distance the lower, the more its speeds say
   */
  private record Candidate(Experiment experiment, ModelFile model, double distance) {
    /** The model counts most, then threads and layers. */
    static Candidate of(Experiment experiment, ModelFile model, Wanted wanted) {
      ExperimentSettings settings = experiment.settings();
      double distance = wanted.is(model) ? 0 : 1000;
      distance += settings.gpuLayers() == wanted.gpuLayers() ? 0 : 100;
      distance += wanted.threads().orElse(settings.threads()) == settings.threads() ? 0 : 10;
      distance += Math.abs(Math.log((double) wanted.parameters() / model.parameters()));
      return new Candidate(experiment, model, distance);
    }
  }

  /** Empty where nothing that could be compared has run on this machine. */
  public static Optional<ComparableExperiment> find(Tracker tracker, Wanted wanted) {
    Experiments experiments = tracker.experiments();
    // The list is newest first and the sort is stable: among equals the newest counts.
    return experiments.list(true).stream()
        .filter(summary -> summary.iterations() > 0)
        .filter(summary -> ranOn(tracker.runs().list(summary.id()), wanted.host()))
        .map(summary -> experiments.get(summary.id()))
        .map(experiment -> Candidate.of(experiment, experiments.model(experiment), wanted))
        .sorted(Comparator.comparingDouble(Candidate::distance))
        .map(found -> read(tracker, found.experiment(), found.model(), wanted))
        .filter(found -> found.speeds().complete())
        .findFirst();
  }

  private static ComparableExperiment read(
      Tracker tracker, Experiment experiment, ModelFile model, Wanted wanted) {
    Iterations iterations = tracker.iterations();
    int end = iterations.nextNumber(experiment.id());
    List<Quant> quants =
        IntStream.range(Math.max(0, end - LATEST), end)
            .mapToObj(number -> iterations.find(experiment.id(), number))
            .flatMap(Optional::stream)
            .flatMap(iteration -> iterations.quants(iteration.id()).stream())
            .toList();
    List<Evaluation> evaluations =
        quants.stream().flatMap(q -> tracker.evaluations().list(q.id()).stream()).toList();
    return new ComparableExperiment(
        experiment.name(),
        model,
        wanted.is(model),
        experiment.settings().nCtx(),
        Speeds.of(tracker, experiment, quants, evaluations),
        quants.stream()
            .collect(Collectors.toMap(Quant::quantType, Quant::bytes, (older, newer) -> newer)));
  }

  private static boolean ranOn(List<Run> runs, String host) {
    return runs.stream().anyMatch(run -> run.host().equals(host));
  }

  /**
   * For a model of other size and chunks of other length, in proportion; a quant type that was
   * never made takes as long as those that were.
   */
  Speeds scaledTo(long parameters, int contextSize, List<String> quantTypes) {
    double size = (double) parameters / model.parameters();
    double chunk = (double) contextSize / this.contextSize;
    double usual =
        speeds.quantizeSeconds().values().stream()
            .mapToDouble(Double::doubleValue)
            .average()
            .orElse(0);
    Map<String, Double> quantize = new HashMap<>();
    quantTypes.forEach(
        type -> quantize.put(type, size * speeds.quantizeSeconds().getOrDefault(type, usual)));
    return new Speeds(
        speeds.secondsAChunk() * size * chunk, quantize, speeds.secondsAToken() * size);
  }

  /** The size of a quant that was made of the same model. */
  OptionalLong bytes(String quantType) {
    Long bytes = sameModel ? quantBytes.get(quantType) : null;
    return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
  }
}
