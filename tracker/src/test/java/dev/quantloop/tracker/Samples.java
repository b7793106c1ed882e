package dev.quantloop.tracker;

import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.EvaluationId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.NewCorpus;
import dev.quantloop.tracker.record.NewEvaluationSet;
import dev.quantloop.tracker.record.NewImatrix;
import dev.quantloop.tracker.record.NewIteration;
import dev.quantloop.tracker.record.NewModel;
import dev.quantloop.tracker.record.NewQuant;
import dev.quantloop.tracker.record.NewRun;
import dev.quantloop.tracker.record.NewSource;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.RecipePart;
import dev.quantloop.tracker.record.ReplicateDraw;
import dev.quantloop.tracker.record.Source;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;

/** Plausible rows, and an experiment with two domains to hang them on. */
public final class Samples {
  public static final Provenance PROVENANCE =
      new Provenance(
          "v0.5.0", "abc1234", "cpu", "icelake", 512, 2048, 512, 2, 0, "second half", "0.1.0");

  private Samples() {}

  public static String sha(int seed) {
    return "%064x".formatted(seed);
  }

  public static NewModel model(int seed) {
    return new NewModel(
        sha(seed),
        "demo",
        Path.of("/models/demo.gguf"),
        "llama",
        "F16",
        9_000_000L,
        4_600_000L,
        4096,
        2048);
  }

  public static ExperimentSettings settings(List<String> quantTypes) {
    return new ExperimentSettings(
        512,
        2048,
        512,
        2,
        "auto",
        0,
        "second half",
        false,
        false,
        false,
        quantTypes,
        1024,
        2,
        OptionalLong.empty(),
        2,
        0.01,
        3,
        "{}",
        42,
        "sequential",
        "file",
        2,
        "kept",
        0,
        0,
        false,
        3,
        "previous",
        false);
  }

  public static Experiment experiment(Tracker tracker, String name) {
    return experiment(tracker, name, settings(List.of("Q2_K", "Q4_K_M")));
  }

  /** With two corpora and two evaluation sets of five chunks, whose documents are not known. */
  public static Experiment experiment(Tracker tracker, String name, ExperimentSettings settings) {
    ModelFile model = tracker.experiments().register(model(1));
    Experiment experiment = tracker.experiments().create(name, model.id(), settings, "0.1.0");
    addDomain(tracker, experiment, 0, "code");
    addDomain(tracker, experiment, 1, "prose");
    return experiment;
  }

  private static void addDomain(Tracker tracker, Experiment experiment, int position, String name) {
    Corpus corpus = addCorpus(tracker, experiment, position, name);
    tracker
        .experiments()
        .addEvaluationSet(
            experiment.id(),
            new NewEvaluationSet(corpus.id(), name, name, 0, 5, sha(20 + position)));
  }

  /** Without an evaluation set. */
  public static Corpus addCorpus(
      Tracker tracker, Experiment experiment, int position, String name) {
    Source source =
        tracker.experiments().register(new NewSource(name, name, sha(position), "*.txt", 2, 90000));
    Path file = tracker.directory(experiment.id()).resolve("corpus").resolve(name + ".tokens");
    return tracker
        .experiments()
        .addCorpus(
            experiment.id(),
            new NewCorpus(
                source.id(), position, file, sha(10 + position), 20_480, 0, 2560, 2560, 17_920));
  }

  /** The first chunks of the first corpus; number 0 has no imatrix. */
  public static NewIteration planned(Tracker tracker, ExperimentId experiment, int number) {
    List<String> types = tracker.experiments().get(experiment).settings().quantTypes();
    if (number == 0) {
      return new NewIteration(experiment, 0, IterationKind.PLANNED, 0, null, List.of(), types);
    }
    CorpusId corpus = tracker.experiments().corpora(experiment).get(0).id();
    return new NewIteration(
        experiment,
        number,
        IterationKind.PLANNED,
        number * 512L,
        sha(100 + number),
        List.of(new RecipePart(corpus, 0, number)),
        types);
  }

  /** Of an iteration with imatrix: as many chunks of the same corpus, which nothing else has. */
  public static NewIteration replicate(Tracker tracker, Iteration iteration, int replicate) {
    RecipePart part = iteration.recipe().get(0);
    return new NewIteration(
        iteration.experiment(),
        iteration.number(),
        replicate,
        iteration.kind(),
        iteration.corpusTokens(),
        sha(100 + iteration.number() + 10_000 * replicate),
        Optional.of(ReplicateDraw.DISJOINT),
        Optional.empty(),
        List.of(new RecipePart(part.corpus(), replicate * part.chunks(), part.chunks())),
        iteration.quantTypes());
  }

  public static NewImatrix imatrix(Tracker tracker, Iteration iteration) {
    Path file = tracker.directory(iteration.experiment()).resolve("imatrix");
    return new NewImatrix(
        iteration.id(),
        file.resolve("iter-%s.gguf".formatted(iteration.name())),
        9000,
        sha(200 + iteration.number() + 10_000 * iteration.replicate()),
        28,
        iteration.number(),
        iteration.number() * 512L,
        1.5,
        PROVENANCE);
  }

  public static NewQuant quant(Tracker tracker, Iteration iteration, String type) {
    Path file = tracker.directory(iteration.experiment()).resolve("quants");
    return new NewQuant(
        iteration.id(),
        tracker.iterations().imatrix(iteration.id()).map(Imatrix::id),
        type,
        file.resolve("iter-%s-%s.gguf".formatted(iteration.name(), type)),
        2_000_000,
        3.35,
        sha(
            1000 * iteration.number()
                + 1_000_000 * iteration.replicate()
                + type.hashCode() % 1000
                + 500_000),
        0.5,
        PROVENANCE);
  }

  /** KLDs around {@code scale}, of 255 tokens. */
  public static ChunkResult chunk(int chunk, double scale, long seed) {
    Random random = new Random(seed);
    float[] kld = new float[255];
    float[] baseNll = new float[255];
    float[] nll = new float[255];
    BitSet sameTop = new BitSet();
    float[] baseTop = new float[255];
    for (int i = 0; i < kld.length; i++) {
      kld[i] = (float) (scale * Math.exp(random.nextGaussian()));
      baseNll[i] = (float) Math.abs(3 + random.nextGaussian());
      nll[i] = baseNll[i] + (float) (scale * random.nextGaussian());
      sameTop.set(i, random.nextInt(10) > 0);
      baseTop[i] = (i + 1) / 256f;
    }
    return new ChunkResult(chunk, kld, baseNll, nll, sameTop, Optional.of(baseTop));
  }

  /** Runs the whole iteration; the composite of each quant is about proportional to its scale. */
  public static Iteration scored(
      Tracker tracker, ExperimentId experiment, int number, double... scales) {
    return score(
        tracker, tracker.iterations().create(planned(tracker, experiment, number)), scales);
  }

  /** The rest of an iteration that has been created, or of a replicate. */
  public static Iteration score(Tracker tracker, Iteration iteration, double... scales) {
    if (iteration.number() > 0) {
      tracker.iterations().record(imatrix(tracker, iteration));
    }
    for (int i = 0; i < iteration.quantTypes().size(); i++) {
      String type = iteration.quantTypes().get(i);
      Quant quant = tracker.iterations().record(quant(tracker, iteration, type));
      evaluate(tracker, quant, scales[i]);
    }
    tracker.iterations().setState(iteration.id(), IterationState.DONE);
    return tracker.iterations().get(iteration.id());
  }

  /** The same random numbers for every quant, so that only the scale tells them apart. */
  public static void evaluate(Tracker tracker, Quant quant, double scale) {
    ExperimentId experiment = tracker.iterations().get(quant.iteration()).experiment();
    for (EvaluationSet set : tracker.experiments().evaluationSets(experiment)) {
      EvaluationId id = tracker.evaluations().open(quant.id(), set.id(), PROVENANCE).id();
      for (int chunk = 0; chunk < set.chunks(); chunk++) {
        long seed = set.name().hashCode() + chunk;
        tracker.evaluations().record(id, chunk(chunk, scale, seed), PROVENANCE);
      }
      tracker.evaluations().finish(id);
    }
    tracker.evaluations().score(quant.id(), PROVENANCE);
  }

  public static NewRun run(Tracker tracker, ExperimentId experiment) {
    Path log = tracker.directory(experiment).resolve("logs").resolve("run.log");
    return new NewRun(experiment, true, OptionalInt.empty(), "{}", "gpu-box", log, "0.1.0");
  }

  public static <T> Optional<T> none() {
    return Optional.empty();
  }
}
