package dev.quantloop.app.guide;

import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.ExperimentSummary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
public record Precedent(
    String experiment,
    ModelFile model,
    boolean sameModel,
    int contextSize,
    Speeds speeds,
    Map<String, Long> quantBytes) {
  /** Iterations whose speeds are looked at: the latest say best how fast the machine is now. */
  private static final int LATEST = 20;

  public Precedent {
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

  /** An experiment that ran here. */
  private record Candidate(Experiment experiment, ModelFile model, Wanted wanted) {
    /** The lower, the more its speeds say: the model counts most, then threads and layers. */
    double distance() {
      ExperimentSettings settings = experiment.settings();
      double distance = wanted.is(model) ? 0 : 1000;
      distance += settings.gpuLayers() == wanted.gpuLayers() ? 0 : 100;
      distance += wanted.threads().orElse(settings.threads()) == settings.threads() ? 0 : 10;
      return distance + Math.abs(Math.log((double) wanted.parameters() / model.parameters()));
    }

    Optional<Precedent> read(Tracker tracker) {
      List<Iteration> latest = latest(tracker);
      Speeds speeds = ReadSpeeds.of(tracker, experiment, latest);
      Map<String, Long> bytes = new HashMap<>();
      for (Iteration iteration : latest) {
        for (Quant quant : tracker.iterations().quants(iteration.id())) {
          bytes.put(quant.quantType(), quant.bytes());
        }
      }
      return Optional.of(
              new Precedent(
                  experiment.name(),
                  model,
                  wanted.is(model),
                  experiment.settings().nCtx(),
                  speeds,
                  bytes))
          .filter(found -> speeds.complete());
    }

    /** There may be very many; those before are not read. */
    private List<Iteration> latest(Tracker tracker) {
      int end = tracker.iterations().nextNumber(experiment.id());
      return IntStream.range(Math.max(0, end - LATEST), end)
          .mapToObj(number -> tracker.iterations().find(experiment.id(), number))
          .flatMap(Optional::stream)
          .toList();
    }
  }

  /** Empty where nothing that could be compared has run on this machine. */
  public static Optional<Precedent> find(Tracker tracker, Wanted wanted) {
    List<Candidate> candidates = new ArrayList<>();
    for (ExperimentSummary summary : tracker.experiments().list(true)) {
      if (summary.iterations() > 0 && ranOn(tracker.runs().list(summary.id()), wanted.host())) {
        Experiment experiment = tracker.experiments().get(summary.id());
        ModelFile model = tracker.experiments().model(experiment);
        candidates.add(new Candidate(experiment, model, wanted));
      }
    }
    // The list is newest first and the sort is stable: among equals the newest counts.
    candidates.sort(Comparator.comparingDouble(Candidate::distance));
    return candidates.stream()
        .map(candidate -> candidate.read(tracker))
        .flatMap(Optional::stream)
        .findFirst();
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
        type -> quantize.put(type, speeds.quantizeSeconds().getOrDefault(type, usual)));
    return new Speeds(speeds.secondsAChunk(), quantize, speeds.secondsAToken()).times(size, chunk);
  }

  /** The size of a quant that was made of the same model. */
  OptionalLong bytes(String quantType) {
    Long bytes = sameModel ? quantBytes.get(quantType) : null;
    return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
  }
}
