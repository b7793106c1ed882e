package dev.quantloop.app.shootout;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.create.CreateExperiment;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.experiment.CalibrationPool;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.experiment.ExperimentName;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.judge.SameExperiment;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingException;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.open.SourceReaders;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.NewImatrix;
import dev.quantloop.tracker.record.NewIteration;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.record.RecipePart;
import dev.quantloop.tracker.record.Reference;
import dev.quantloop.tracker.record.ReplicateDraw;
import dev.quantloop.tracker.service.Iterations;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Puts corpora on record that are held against each other: an experiment with an iteration for each
 * of them, labelled with its name, as many chunks of each. A run of that experiment then evaluates
 * them.
 *
 * @param provenance of figures that an experiment computes here
 * @param notices told, in a line each, of what takes long and what the user should know
 */
public record ShootOut(
    Tracker tracker,
    CreateExperiment creation,
    SourceReaders readers,
    Function<Experiment, Provenance> provenance,
    Consumer<String> notices) {
  /** Chunks of a corpus where nothing is said, if all of them have as many. */
  public static final int USUAL_CHUNKS = 128;

  /** What the quants are called that know no corpus. */
  public static final String NO_IMATRIX = "no imatrix";

  /**
   * What is held against each other, and how.
   *
   * @param name of the experiment; empty for one that is called after the model
   * @param evaluation texts, for evaluation alone
   * @param corpora texts, for calibration alone
   * @param imatrices ready ones, by name
   * @param chunks of each corpus; empty for as many as all have, {@value #USUAL_CHUNKS} at most
   * @param replicates of each corpus, with other text of its source
   * @param alone whether one corpus will do
   * @param settings those that were given
   */
  public record Request(
      Path model,
      Optional<String> name,
      List<SourceSpec> evaluation,
      List<SourceSpec> corpora,
      Map<String, Path> imatrices,
      OptionalInt chunks,
      OptionalInt replicates,
      boolean alone,
      SettingValues settings) {
    /** All, the texts to evaluate on first. */
    public List<SourceSpec> sources() {
      List<SourceSpec> all = new ArrayList<>(evaluation);
      all.addAll(corpora);
      return all;
    }

    /** Chunks that each corpus must have. */
    private int wanted() {
      return Math.multiplyExact(chunks.orElse(1), 1 + replicates.orElse(0));
    }

    /** Tokens of all corpora that are read at most, as far as one can tell. */
    private long most() {
      return (long) mostChunks() * settings.get(Setting.CONTEXT) * Math.max(1, corpora.size());
    }

    /** Chunks of a corpus that are of use. */
    private int mostChunks() {
      return Math.multiplyExact(chunks.orElse(USUAL_CHUNKS), 1 + replicates.orElse(0));
    }
  }

  /**
   * Finds the experiment, or makes it, and adds what it does not have yet.
   *
   * @throws UserException when something of the request can't be; nothing is recorded then
   */
  public Experiment record(Request request) {
    BaselineFile baseline = BaselineFile.open(request.model());
    requireTrained(baseline, request.settings().get(Setting.CONTEXT));
    List<ReadyImatrix> imatrices = ReadyImatrix.all(request.imatrices(), baseline);
    requireNames(request);
    String name = request.name().orElseGet(() -> nameFor(baseline));
    Optional<Experiment> there = tracker.experiments().find(name);
    there.ifPresent(one -> requireSame(one, request, baseline));
    if (there.isEmpty()) {
      requireTwo(request, imatrices.size());
      if (request.evaluation().isEmpty()) {
        throw new UsageException("give the text to evaluate on: --eval NAME=PATH");
      }
    }
    Experiment experiment = there.orElseGet(() -> create(name, request));
    tracker.transaction(
        () -> {
          add(experiment, request.chunks());
          imatrices.forEach(imatrix -> add(experiment, imatrix));
          return null;
        });
    return experiment;
  }

  private static void requireTwo(Request request, int imatrices) {
    if (!request.alone() && request.corpora().size() + imatrices < 2) {
      throw new UsageException(
          "a shoot-out takes two corpora or more (--corpus NAME=PATH, --corpus random, --imatrix"
              + " NAME=FILE): one has nothing to be held against");
    }
  }

  /** Refuses chunks that are longer than what a model was trained on. */
  public static void requireTrained(BaselineFile baseline, int context) {
    long trained = baseline.trainingContext();
    if (trained > 0 && context > trained) {
      throw new SettingException(
          Setting.CONTEXT,
          "%s was trained on contexts of %d tokens, so chunks of %d say nothing of it"
              .formatted(baseline.given(), trained, context));
    }
  }

  private static void requireNames(Request request) {
    Set<String> names = new HashSet<>();
    request.sources().forEach(source -> names.add(source.name()));
    request.imatrices().keySet().stream()
        .filter(name -> !names.add(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw new UsageException(name + " is given twice; rename one");
            });
  }

  private static String nameFor(BaselineFile baseline) {
    return ExperimentName.of("shoot-out", baseline.name());
  }

  private void requireSame(Experiment experiment, Request request, BaselineFile baseline) {
    List<Iteration> all = tracker.iterations().list(experiment.id());
    boolean begun = all.isEmpty() && experiment.settings().reference().equals(Reference.BEST);
    if (!begun && !Iterations.isShootOut(all)) {
      throw new UserException(
          experiment.name() + " is no shoot-out; choose another --name for this one");
    }
    SameExperiment same = new SameExperiment(tracker, experiment);
    SettingValues given = request.settings();
    if (request.replicates().isPresent()) {
      given = given.with(Setting.REPLICATES, request.replicates().getAsInt());
    }
    same.require(request.sources(), given);
    same.requireModel(baseline, notices);
    requireChunks(experiment, all, request.chunks());
  }

  private static void requireChunks(
      Experiment experiment, List<Iteration> all, OptionalInt chunks) {
    all.stream()
        .filter(iteration -> !iteration.recipe().isEmpty())
        .mapToInt(iteration -> iteration.recipe().get(0).chunks())
        .filter(recorded -> recorded != chunks.orElse(recorded))
        .findFirst()
        .ifPresent(
            recorded -> {
              throw new UserException(
                  "the corpora of %s have %d chunks each, not %d; choose another --name"
                      .formatted(experiment.name(), recorded, chunks.getAsInt()));
            });
  }

  private Experiment create(String name, Request request) {
    SettingValues settings =
        request
            .settings()
            .with(Setting.REFERENCE, Reference.BEST)
            .with(Setting.REPLICATES, request.replicates().orElse(0))
            .with(Setting.HELD_OUT_CHUNKS, 0)
            .with(Setting.MAX, request.most());
    ExperimentSpec spec = new ExperimentSpec(name, request.model(), request.sources(), settings);
    return creation.create(ExperimentDraft.of(spec, readers).withCorporaApart(request.wanted()));
  }

  /** The quants without imatrix, and the corpora that are not there yet. */
  private void add(Experiment experiment, OptionalInt chunks) {
    List<String> plain =
        experiment.settings().quantTypes().stream()
            .filter(type -> !needsImatrix(experiment, type))
            .toList();
    if (!plain.isEmpty() && isMissing(experiment, NO_IMATRIX)) {
      create(experiment, 0, 0, NO_IMATRIX, 0, null, List.of(), plain);
    }
    int context = experiment.settings().nCtx();
    List<Corpus> corpora =
        tracker.experiments().corpora(experiment.id()).stream()
            .filter(corpus -> corpus.poolTokens() > 0)
            .toList();
    int draws = 1 + experiment.settings().replicates();
    int least =
        corpora.stream()
            .mapToInt(corpus -> (int) (corpus.poolTokens() / context / draws))
            .min()
            .orElse(0);
    int each = chunks.orElse(Math.min(USUAL_CHUNKS, least));
    for (Corpus corpus : corpora) {
      if (isMissing(experiment, corpus.name())) {
        int number = nextNumber(experiment);
        for (int draw = 0; draw < draws; draw++) {
          List<RecipePart> recipe = List.of(new RecipePart(corpus.id(), draw * each, each));
          String sha256 = new CalibrationPool(corpora, context).sha256(recipe);
          create(
              experiment,
              number,
              draw,
              corpus.name(),
              (long) each * context,
              sha256,
              recipe,
              experiment.settings().quantTypes());
        }
      }
    }
  }

  private void add(Experiment experiment, ReadyImatrix imatrix) {
    if (!isMissing(experiment, imatrix.name())) {
      requireSame(experiment, imatrix);
      return;
    }
    Iteration iteration =
        create(
            experiment,
            nextNumber(experiment),
            0,
            imatrix.name(),
            imatrix.tokens(),
            imatrix.sha256(), // of its text nothing is known
            List.of(),
            experiment.settings().quantTypes());
    tracker
        .iterations()
        .record(
            new NewImatrix(
                iteration.id(),
                imatrix.file(),
                imatrix.bytes(),
                imatrix.sha256(),
                imatrix.entries(),
                imatrix.chunks(),
                imatrix.tokens(),
                0,
                provenance.apply(experiment)));
  }

  private void requireSame(Experiment experiment, ReadyImatrix imatrix) {
    Iteration there =
        tracker.iterations().list(experiment.id()).stream()
            .filter(one -> one.label().equals(Optional.of(imatrix.name())))
            .findFirst()
            .orElseThrow();
    if (!there.corpusSha256().equals(Optional.of(imatrix.sha256()))) {
      throw new UserException(
          "%s has another %s; give this imatrix another name"
              .formatted(experiment.name(), imatrix.name()));
    }
  }

  private boolean isMissing(Experiment experiment, String label) {
    return tracker.iterations().list(experiment.id()).stream()
        .noneMatch(iteration -> iteration.label().equals(Optional.of(label)));
  }

  private int nextNumber(Experiment experiment) {
    return Math.max(1, tracker.iterations().nextNumber(experiment.id()));
  }

  private static boolean needsImatrix(Experiment experiment, String type) {
    return SettingValues.of(experiment.settings())
        .quantizing(QuantType.parse(type), null, null, 1)
        .needsImatrix();
  }

  private Iteration create(
      Experiment experiment,
      int number,
      int draw,
      String label,
      long tokens,
      String sha256,
      List<RecipePart> recipe,
      List<String> types) {
    return tracker
        .iterations()
        .create(
            new NewIteration(
                experiment.id(),
                number,
                draw,
                IterationKind.BY_HAND,
                tokens,
                sha256,
                draw == 0 ? Optional.empty() : Optional.of(ReplicateDraw.DISJOINT),
                Optional.of(label),
                recipe,
                types));
  }
}
