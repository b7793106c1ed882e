package dev.quantloop.app.guide;

import dev.quantloop.app.TestClock;
import dev.quantloop.app.corpus.ChunkOrder;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.app.memory.QuantSize;
import dev.quantloop.tracker.id.EvaluationId;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.record.AllocatedRecipe;
import dev.quantloop.tracker.record.AllocationSettings;
import dev.quantloop.tracker.record.BlockOrigin;
import dev.quantloop.tracker.record.ChunkPutAside;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.LedgerBlock;
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
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.Sensitivity;
import dev.quantloop.tracker.record.TensorGrouping;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;

/** A history that nobody computed: two texts, 512 tokens a chunk, 40 chunks of pool each. */
public final class GuideFixture implements AutoCloseable {
  public static final int SIZE = 512;
  private static final int IMATRIX_BYTES = 9000;
  private static final int QUANT_BYTES = 2_000_000;
  private static final int EVALUATION_CHUNKS = 8;
  private static final int POOL_CHUNKS = 40;
  private static final int SCORED = 100;
  private static final Provenance PROVENANCE =
      new Provenance(
          "v0.5.0", "abc1234", "CPU", "icelake", SIZE, 2048, 512, 2, -1, "second half", "0.1.0");

  private final Tracker tracker;
  private Experiment experiment;
  private double chunkNoise;
  private double disagreement;
  private String disfavoured = "";
  private int quantBytes = QUANT_BYTES;

  public GuideFixture(Path database) {
    // Migrations read the clock, and times on screens are not to depend on how many there are.
    Tracker.open(database).close();
    this.tracker =
        Tracker.open(database, TestClock.ticking("2026-01-01T00:00:00Z", Duration.ofSeconds(1)));
  }

  static ExperimentSettings settings(String... types) {
    return settings(OptionalLong.empty(), "{}", types);
  }

  static ExperimentSettings settings(OptionalLong max, String quantizeOptions, String... types) {
    return new ExperimentSettings(
        SIZE,
        2048,
        512,
        2,
        "auto",
        -1,
        "second half",
        false,
        false,
        false,
        List.of(types),
        4 * SIZE,
        2,
        max,
        2,
        0.01,
        EVALUATION_CHUNKS,
        quantizeOptions,
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

  /** With sources code and prose, or those named. */
  GuideFixture experiment(ExperimentSettings settings, String... sources) {
    return create("mine", settings, sources);
  }

  /** A further one, with sources code and prose. */
  public GuideFixture named(String name, String... types) {
    return create(name, settings(types));
  }

  private GuideFixture create(String name, ExperimentSettings settings, String... sources) {
    NewModel model =
        new NewModel(
            sha(1),
            "demo",
            Path.of("/models/demo-f16.gguf"),
            "llama",
            "F16",
            9000,
            4600,
            4096,
            8192);
    experiment =
        tracker
            .experiments()
            .create(name, tracker.experiments().register(model).id(), settings, "0.1.0");
    List<String> names = sources.length == 0 ? List.of("code", "prose") : List.of(sources);
    names.forEach(source -> add(source, names.indexOf(source)));
    return this;
  }

  /** A further one, with these sources. */
  public GuideFixture named(String name, List<String> sources, String... types) {
    return create(name, settings(types), sources.toArray(String[]::new));
  }

  /** One that was made elsewhere. */
  public GuideFixture of(String name) {
    experiment = tracker.experiments().get(name);
    return this;
  }

  private void add(String name, int position) {
    long evaluation = EVALUATION_CHUNKS * SIZE;
    long pool = POOL_CHUNKS * SIZE;
    var source =
        tracker
            .experiments()
            .register(new NewSource(name, name, sha(10 + position), name + "/*.txt", 2, 9000));
    var corpus =
        new NewCorpus(
            source.id(),
            position,
            file(name + ".tokens"),
            sha(20 + position),
            evaluation + pool,
            0,
            evaluation,
            evaluation,
            pool);
    var id = tracker.experiments().addCorpus(experiment.id(), corpus).id();
    tracker
        .experiments()
        .addEvaluationSet(
            experiment.id(),
            new NewEvaluationSet(id, name, name, 0, EVALUATION_CHUNKS, sha(30 + position)));
  }

  /** From here on each chunk's divergence is off by a factor of its own, so much on average. */
  public GuideFixture chunkNoise(double noise) {
    chunkNoise = noise;
    return this;
  }

  /** From here on quants have this size. */
  public GuideFixture quantBytes(int bytes) {
    quantBytes = bytes;
    return this;
  }

  /** From here on so many of the most likely tokens differ. */
  public GuideFixture disagreement(double share) {
    disagreement = share;
    return this;
  }

  /** From here on the source's own domain comes out a tenth worse. */
  GuideFixture disfavoured(String source) {
    disfavoured = source;
    return this;
  }

  /** An iteration of the loop; its composites are proportional to the scales. */
  public GuideFixture scored(int number, int chunks, double... scales) {
    return scored(number, chunks, IterationKind.PLANNED, corpora(), null, scales);
  }

  /**
   * A corpus that is held against others; its composites are proportional to the scales, without
   * which it has none yet.
   */
  public GuideFixture heldAgainst(int number, String label, int chunks, double... scales) {
    return scored(number, chunks, IterationKind.BY_HAND, corpora(), label, scales);
  }

  GuideFixture byHand(int number, int chunks, String source, double... scales) {
    List<Corpus> mix = corpora().stream().filter(c -> c.name().equals(source)).toList();
    return scored(number, chunks, IterationKind.BY_HAND, mix, null, scales);
  }

  private GuideFixture scored(
      int number,
      int chunks,
      IterationKind kind,
      List<Corpus> mix,
      String label,
      double... scales) {
    Iteration iteration = planned(number, chunks, kind, mix, label);
    List<Quant> quants = quantized(iteration);
    if (scales.length == 0) {
      return this;
    }
    for (int i = 0; i < quants.size(); i++) {
      evaluate(quants.get(i), scales[i]);
    }
    tracker.iterations().setState(iteration.id(), IterationState.DONE);
    return this;
  }

  /** A mix of four chunks of each source, in these shares. */
  public GuideFixture mixed(int number, List<Double> shares, double... scales) {
    List<RecipePart> recipe = new ArrayList<>();
    for (int i = 0; i < shares.size(); i++) {
      if (shares.get(i) > 0) {
        recipe.add(new RecipePart(corpora().get(i).id(), 0, 4, shares.get(i) * shares.size()));
      }
    }
    Iteration iteration =
        tracker
            .iterations()
            .create(
                new NewIteration(
                    experiment.id(),
                    number,
                    IterationKind.BY_HAND,
                    recipe.size() * 4L * experiment.settings().nCtx(),
                    sha(100 + number),
                    recipe,
                    experiment.settings().quantTypes()));
    List<Quant> quants = quantized(iteration);
    for (int i = 0; i < scales.length; i++) {
      evaluate(quants.get(i), scales[i]);
      tracker.iterations().setState(iteration.id(), IterationState.DONE);
    }
    return this;
  }

  /** An iteration of the loop of which the first chunks of the first set have been evaluated. */
  public GuideFixture evaluating(int number, int chunks, int evaluated, double... scales) {
    List<Quant> quants = quantized(planned(number, chunks, IterationKind.PLANNED, corpora(), null));
    EvaluationSet set = tracker.experiments().evaluationSets(experiment.id()).get(0);
    for (int i = 0; i < quants.size(); i++) {
      evaluate(quants.get(i), scales[i], set, evaluated);
    }
    return this;
  }

  private List<Quant> quantized(Iteration iteration) {
    if (iteration.corpusTokens() > 0) {
      iteration.recipe().forEach(this::block);
      tracker.iterations().record(imatrix(iteration));
    }
    return iteration.quantTypes().stream()
        .map(type -> tracker.iterations().record(quant(iteration, type)))
        .toList();
  }

  /** Puts a chunk of the first source's evaluation aside, and one of its pool. */
  public GuideFixture putAside() {
    EvaluationSet set = tracker.experiments().evaluationSets(experiment.id()).get(0);
    for (Optional<EvaluationSetId> of :
        List.of(Optional.of(set.id()), Optional.<EvaluationSetId>empty())) {
      tracker
          .quarantine()
          .add(
              new ChunkPutAside(
                  set.corpus(),
                  of,
                  3,
                  Optional.of("notes.txt"),
                  Optional.empty(),
                  "the baseline",
                  Optional.of("blk.0.attn_q.weight")));
    }
    return this;
  }

  /** How far the imatrix of an iteration moved from the one before. */
  public GuideFixture moved(int number, double change) {
    tracker.iterations().recordChange(imatrix(number), imatrix(number - 1), change, Map.of());
    return this;
  }

  private Imatrix imatrix(int number) {
    Iteration of = tracker.iterations().find(experiment.id(), number).orElseThrow();
    return tracker.iterations().imatrix(of.id()).orElseThrow();
  }

  /** One more replicate of an iteration; its composites are proportional to the scales. */
  public GuideFixture replicate(int number, double... scales) {
    Iteration of = tracker.iterations().find(experiment.id(), number).orElseThrow();
    int replicate = 1 + tracker.iterations().replicates(of.id()).size();
    NewIteration next =
        new NewIteration(
            experiment.id(),
            number,
            replicate,
            of.kind(),
            of.corpusTokens(),
            sha(100 + number + 10_000 * replicate),
            Optional.of(ReplicateDraw.DISJOINT),
            Optional.empty(),
            of.recipe(),
            of.quantTypes());
    Iteration created = tracker.iterations().create(next);
    List<Quant> quants = quantized(created);
    for (int i = 0; i < quants.size(); i++) {
      evaluate(quants.get(i), scales[i]);
    }
    tracker.iterations().setState(created.id(), IterationState.DONE);
    return this;
  }

  /** An iteration of the loop that has not been begun. */
  GuideFixture planned(int number, int chunks) {
    planned(number, chunks, IterationKind.PLANNED, corpora(), null);
    return this;
  }

  private Iteration planned(
      int number, int chunks, IterationKind kind, List<Corpus> mix, String label) {
    List<RecipePart> recipe = new ArrayList<>();
    int[] counts = new ChunkOrder(mix.stream().map(c -> POOL_CHUNKS).toList()).counts(chunks);
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        recipe.add(new RecipePart(mix.get(i).id(), 0, counts[i]));
      }
    }
    return tracker
        .iterations()
        .create(
            new NewIteration(
                experiment.id(),
                number,
                0,
                kind,
                (long) chunks * experiment.settings().nCtx(),
                chunks == 0 ? null : sha(100 + number),
                Optional.empty(),
                Optional.ofNullable(label),
                recipe,
                experiment.settings().quantTypes()));
  }

  private void block(RecipePart part) {
    int known = tracker.iterations().blocks(part.corpus()).stream().mapToInt(b -> b.chunks()).sum();
    if (known < part.chunks()) {
      int chunks = part.chunks() - known;
      tracker
          .iterations()
          .record(
              new LedgerBlock(
                  part.corpus(),
                  known,
                  chunks,
                  chunks * 512L,
                  file(part.corpus() + "-" + known),
                  100,
                  sha(40),
                  Optional.empty(),
                  BlockOrigin.COMPUTED,
                  chunks * 2.0,
                  PROVENANCE));
    }
  }

  private NewImatrix imatrix(Iteration iteration) {
    return new NewImatrix(
        iteration.id(),
        written(file("iter-%03d.gguf".formatted(iteration.number())), IMATRIX_BYTES),
        IMATRIX_BYTES,
        sha(200 + iteration.number()),
        28,
        iteration.recipe().stream().mapToInt(RecipePart::chunks).sum(),
        iteration.corpusTokens(),
        1.5,
        PROVENANCE);
  }

  private static Path written(Path path, int bytes) {
    path.getParent().toFile().mkdirs();
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return path;
  }

  private NewQuant quant(Iteration iteration, String type) {
    return new NewQuant(
        iteration.id(),
        tracker.iterations().imatrix(iteration.id()).map(Imatrix::id),
        type,
        written(file("iter-%03d-%s.gguf".formatted(iteration.number(), type)), quantBytes),
        quantBytes,
        QuantSize.nominalBits(type) + 0.5,
        sha(1000 * iteration.number() + Math.floorMod(type.hashCode(), 999)),
        3,
        PROVENANCE);
  }

  private void evaluate(Quant quant, double scale) {
    for (EvaluationSet set : tracker.experiments().evaluationSets(experiment.id())) {
      tracker.evaluations().finish(evaluate(quant, scale, set, set.chunks()));
    }
    tracker.evaluations().score(quant.id(), PROVENANCE);
  }

  private EvaluationId evaluate(Quant quant, double scale, EvaluationSet set, int chunks) {
    EvaluationId id = tracker.evaluations().open(quant.id(), set.id(), PROVENANCE).id();
    for (int chunk = 0; chunk < chunks; chunk++) {
      Random own = new Random(quant.id().value() * 1000 + set.id().value() * 100 + chunk);
      double factor = Math.exp(chunkNoise * own.nextGaussian());
      double domain = set.name().equals(disfavoured) ? 1.1 : 1;
      tracker
          .evaluations()
          .record(id, chunk(chunk, scale * factor * domain, set.id().value()), PROVENANCE);
    }
    return id;
  }

  /** The same random numbers for every quant, so that only the scale tells them apart. */
  private ChunkResult chunk(int chunk, double scale, long set) {
    Random random = new Random(set * 1000 + chunk);
    float[] kld = new float[SCORED];
    float[] nll = new float[SCORED];
    float[] baseTop = new float[SCORED];
    BitSet sameTop = new BitSet();
    for (int i = 0; i < SCORED; i++) {
      kld[i] = (float) (scale * Math.exp(random.nextGaussian()));
      nll[i] = 3;
      baseTop[i] = (float) i / SCORED;
      sameTop.set(i, i >= SCORED * disagreement);
    }
    return new ChunkResult(chunk, kld, nll, nll.clone(), sameTop, Optional.of(baseTop));
  }

  /**
   * Makes the experiment, which has no quant types, one that chooses those of tensors.
   *
   * @param of whose step it is
   * @param measured how many of its tensors have been measured
   */
  public GuideFixture allocating(String of, int measured) {
    allocation(of);
    tracker.allocations().ask(AllocatedRecipe.asked(experiment.id(), "Q3_K_M", "Q3_K_M"));
    List<String> tensors = new ArrayList<>();
    for (int layer = 0; layer < 6; layer++) {
      for (String kind : List.of("attn_k", "attn_output", "attn_q", "attn_v", "ffn_down")) {
        tensors.add("blk.%d.%s.weight".formatted(layer, kind));
      }
    }
    tensors.add("token_embd.weight");
    for (int i = 0; i < tensors.size(); i++) {
      sensitivities(tensors.get(i), i < measured ? 0.002 * (1 + i % 5) * (6 - i / 6) : -1);
    }
    return this;
  }

  /** Makes the experiment one that chooses types for kinds of tensors, of which one is measured. */
  public GuideFixture allocatingByKind(String of) {
    allocation(of, TensorGrouping.KIND);
    tracker.allocations().ask(AllocatedRecipe.asked(experiment.id(), "Q3_K_M", "Q3_K_M"));
    for (int layer = 0; layer < 6; layer++) {
      sensitivities("blk.%d.attn_q.weight".formatted(layer), -1);
      sensitivities("blk.%d.ffn_down.weight".formatted(layer), -1);
    }
    measured(
        new Sensitivity("blk.*.ffn_down.weight", "Q2_K", 6 * (1 << 17) * 21L / 64, 0.08), 0.02);
    return this;
  }

  /** Makes the experiment one that evaluates a recipe from elsewhere. */
  public GuideFixture given(String of, String name) {
    allocation(of);
    Map<String, String> types = Map.of("blk.0.attn_q.weight", "Q3_K");
    tracker.allocations().ask(AllocatedRecipe.given(experiment.id(), name, "Q3_K_M"), types);
    return this;
  }

  private void allocation(String of) {
    allocation(of, TensorGrouping.TENSOR);
  }

  private void allocation(String of, TensorGrouping by) {
    tracker
        .allocations()
        .create(
            new AllocationSettings(
                experiment.id(),
                Optional.of(tracker.experiments().get(of).id()),
                Optional.of(file("imatrix.gguf")),
                Optional.of(sha(7)),
                List.of("Q2_K", "Q3_K", "Q4_K", "Q6_K"),
                false,
                by,
                16,
                sha(8)));
  }

  /**
   * @param kld of the smallest type, or less than 0 where it has not been measured
   */
  private void sensitivities(String tensor, double kld) {
    int weights = tensor.startsWith("blk") ? 1 << 17 : 1 << 19;
    List<Sensitivity> estimates =
        List.of(
            new Sensitivity(tensor, "Q2_K", weights * 21L / 64, 0.08),
            new Sensitivity(tensor, "Q3_K", weights * 55L / 128, 0.03),
            new Sensitivity(tensor, "Q4_K", weights * 9L / 16, 0.008),
            new Sensitivity(tensor, "Q6_K", weights * 105L / 128, 0.0006));
    tracker.allocations().estimated(experiment.id(), estimates);
    if (kld >= 0) {
      measured(estimates.get(0), kld);
    }
  }

  private void measured(Sensitivity estimate, double kld) {
    tracker
        .allocations()
        .measured(
            experiment.id(),
            new Sensitivity(
                estimate.tensor(),
                estimate.type(),
                estimate.bytes(),
                estimate.error(),
                OptionalDouble.of(kld),
                OptionalDouble.of(0.9 * kld),
                OptionalDouble.of(1.1 * kld),
                OptionalDouble.of(2 * kld),
                OptionalInt.of(16)),
            PROVENANCE);
  }

  /** The recipe is chosen, and both files are evaluated. */
  public GuideFixture recipe(double stock, double recipe) {
    Iteration stockFile = judged("Q3_K_M.gguf", 2_010_000, stock);
    AllocatedRecipe asked = tracker.allocations().recipes(experiment.id()).get(0);
    Iteration file = judged(asked.fileName(), 2_000_000, recipe);
    Map<String, String> types = new LinkedHashMap<>(tracker.allocations().types(asked));
    tracker.allocations().sensitivities(experiment.id()).stream()
        .map(Sensitivity::tensor)
        .forEach(
            tensor ->
                types.put(
                    tensor,
                    tensor.startsWith("token")
                        ? "Q6_K"
                        : tensor.contains("ffn") ? "Q4_K" : "Q3_K"));
    AllocatedRecipe found =
        new AllocatedRecipe(
            experiment.id(),
            asked.target(),
            asked.stockType(),
            OptionalLong.of(2_000_000),
            OptionalLong.of(1_990_000),
            asked.isGiven() ? OptionalDouble.empty() : OptionalDouble.of(0.12),
            OptionalDouble.of(0.13),
            OptionalDouble.of(0.11),
            OptionalDouble.of(0.15),
            OptionalDouble.of(0.25),
            OptionalInt.of(0),
            Optional.empty(),
            Optional.empty());
    tracker.allocations().update(found.made(file.id(), stockFile.id()), types);
    return this;
  }

  private Iteration judged(String label, int bytes, double scale) {
    Iteration iteration =
        tracker
            .iterations()
            .create(
                NewIteration.judged(
                    experiment.id(),
                    tracker.iterations().nextNumber(experiment.id()),
                    label,
                    "Q3_K_M"));
    Quant quant =
        tracker
            .iterations()
            .record(
                NewQuant.judged(
                    iteration,
                    written(file(label), bytes),
                    bytes,
                    3.5,
                    sha(5000 + iteration.number()),
                    PROVENANCE));
    evaluate(quant, scale);
    tracker.iterations().setState(iteration.id(), IterationState.DONE);
    return iteration;
  }

  /** A run from here on. */
  public Run run(boolean untilPlateau, int iterations) {
    return run(untilPlateau, iterations, RunOptions.DEFAULT);
  }

  Run run(boolean untilPlateau, int iterations, RunOptions options) {
    return tracker
        .runs()
        .start(
            new NewRun(
                experiment.id(),
                untilPlateau,
                iterations > 0 ? OptionalInt.of(iterations) : OptionalInt.empty(),
                options.toJson(),
                "gpu-box",
                file("run.log"),
                "0.1.0"));
  }

  Tracker tracker() {
    return tracker;
  }

  Guide guide() {
    return Guide.of(Evidence.of(tracker, tracker.experiments().get(experiment.id())));
  }

  Path file(String name) {
    return tracker.directory(experiment.id()).resolve(name);
  }

  private List<Corpus> corpora() {
    return tracker.experiments().corpora(experiment.id());
  }

  private static String sha(int seed) {
    return "%064x".formatted(seed);
  }

  @Override
  public void close() {
    tracker.close();
  }
}
