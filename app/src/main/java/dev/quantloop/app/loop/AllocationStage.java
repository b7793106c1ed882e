package dev.quantloop.app.loop;

import dev.quantloop.app.UserException;
import dev.quantloop.app.allocate.Allocation;
import dev.quantloop.app.allocate.AllocationForecast;
import dev.quantloop.app.allocate.AllocationSolver;
import dev.quantloop.app.allocate.Sensitivities;
import dev.quantloop.app.allocate.SizeTarget;
import dev.quantloop.app.allocate.TensorGroups;
import dev.quantloop.app.allocate.TypeSpace;
import dev.quantloop.app.chunktext.EvaluationText;
import dev.quantloop.app.engine.EvaluatedText;
import dev.quantloop.app.engine.FileQuantizer;
import dev.quantloop.app.engine.TensorTrials;
import dev.quantloop.app.engine.TensorTrials.Trial;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.loop.TrialText.Loss;
import dev.quantloop.app.loop.TrialText.Scored;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.QuantizeOptions;
import dev.quantloop.llama.quantize.QuantizeResult;
import dev.quantloop.llama.quantize.TensorChoices;
import dev.quantloop.llama.quantize.TensorRecipe;
import dev.quantloop.tracker.record.AllocatedRecipe;
import dev.quantloop.tracker.record.AllocationSettings;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.NewIteration;
import dev.quantloop.tracker.record.NewQuant;
import dev.quantloop.tracker.record.RunStage;
import dev.quantloop.tracker.record.Sensitivity;
import dev.quantloop.tracker.record.TensorGrouping;
import dev.quantloop.tracker.service.Allocations;
import dev.quantloop.tracker.stats.ClusterMean;
import dev.quantloop.tracker.stats.Interval;
import dev.quantloop.tracker.view.SearchPart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

/**
 * Chooses the types of tensors by what each costs, and makes the files that the rest of the run
 * evaluates. What is measured is committed tensor by tensor, and what is made file by file.
 */
final class AllocationStage {
  /** Further choices, each by what tensors cost beside the others as they were chosen. */
  private static final int MOST_ROUNDS = 2;

  private static final double MOST_FACTOR = 4;

  /**
   * Where the sum of what single tensors lose is as near to the whole, they are taken to add up.
   */
  private static final double ADDS_UP = 0.05;

  private final LoopContext context;
  private final Allocations allocations;

  AllocationStage(LoopContext context) {
    this.context = context;
    this.allocations = context.tracker().allocations();
  }

  void run() {
    Optional<AllocationSettings> settings = allocations.find(context.experiment().id());
    if (settings.isPresent() && !open().isEmpty()) {
      context.engine().withRoom(() -> false, () -> work(settings.get()));
    }
  }

  private List<AllocatedRecipe> open() {
    return allocations.recipes(context.experiment().id()).stream()
        .filter(recipe -> !recipe.isMade())
        .toList();
  }

  private boolean work(AllocationSettings settings) {
    requireImatrix(settings);
    List<GgmlType> types = settings.types().stream().map(GgmlType::valueOf).toList();
    TypeSpace space =
        TypeSpace.of(context.engine().library(), context.model(), settings.imatrixFile(), types);
    List<SizeTarget> targets =
        open().stream()
            .filter(recipe -> !recipe.isGiven())
            .map(recipe -> SizeTarget.parse(recipe.target()))
            .toList();
    context
        .report()
        .say(AllocationForecast.of(context.tracker(), settings, space, targets, List.of()).text());
    List<SearchPart> parts =
        allocations.searchText(context.experiment().id(), settings.searchChunks());
    List<EvaluationSet> sets = parts.stream().map(SearchPart::set).toList();
    TrialText trialText = new TrialText(parts);
    EvaluationText text =
        EvaluationText.of(context.tracker(), context.experiment(), sets).inOrder(trialText.order());
    EvaluatedText searched =
        new EvaluatedText(
            text.tokensFrom(0),
            0,
            text.chunks(),
            chunk -> "chunk " + chunk + " of the text to search on",
            EvaluatedText.Aside.NONE);
    try (TensorTrials trials =
        TensorTrials.open(
            context.engine(),
            context.model(),
            settings.imatrixFile(),
            space.tensors(),
            searched,
            context.directory().root())) {
      Work work = new Work(settings, space, trials, trialText);
      if (!targets.isEmpty()) {
        work.estimate();
        work.measure();
      }
      open().forEach(work::make);
    }
    return true;
  }

  private static void requireImatrix(AllocationSettings settings) {
    settings
        .imatrixFile()
        .filter(
            file ->
                !Files.isRegularFile(file)
                    || !Sha256.of(file).equals(settings.imatrixSha256().orElseThrow()))
        .ifPresent(
            file -> {
              throw new UserException(
                  file
                      + " is gone, or is not the imatrix that was recorded: put it back (SHA-256 "
                      + settings.imatrixSha256().orElseThrow()
                      + ")");
            });
  }

  /** With a model that is loaded. */
  private final class Work {
    private final AllocationSettings settings;
    private final TypeSpace space;
    private final TensorTrials trials;
    private final TrialText text;

    Work(AllocationSettings settings, TypeSpace space, TensorTrials trials, TrialText text) {
      this.settings = settings;
      this.space = space;
      this.trials = trials;
      this.text = text;
    }

    private Sensitivities sensitivities() {
      return Sensitivities.of(
          allocations.sensitivities(settings.experiment()).stream()
              .filter(
                  one ->
                      TensorGroups.isGroup(one.tensor()) || trials.tensors().contains(one.tensor()))
              .toList(),
          settings.groupedBy());
    }

    private Sensitivities ofSingleTensors() {
      return Sensitivities.of(
          allocations.sensitivities(settings.experiment()), TensorGrouping.TENSOR);
    }

    /** Keeps the error by weight of all types, which takes no decoding. */
    void estimate() {
      Sensitivities known = ofSingleTensors();
      List<String> tensors =
          space.tensors().stream()
              .filter(trials.tensors()::contains)
              .filter(tensor -> hasUnknown(tensor, known))
              .toList();
      if (tensors.isEmpty()) {
        return;
      }
      ProgressListener progress =
          context.report().stage(RunStage.SENSITIVITY, "estimates", "tensors");
      int done = 0;
      for (String tensor : tensors) {
        context.engine().stop().stopHere();
        List<Sensitivity> estimates = new ArrayList<>();
        for (TensorChoices.Choice choice : space.options(tensor)) {
          if (known.find(tensor, choice.type()).isEmpty()) {
            double error = trials.estimate(new Trial(tensor, choice.type()));
            estimates.add(new Sensitivity(tensor, choice.type().name(), choice.bytes(), error));
          }
        }
        allocations.estimated(settings.experiment(), estimates);
        progress.advanced(++done, tensors.size());
      }
    }

    private boolean hasUnknown(String tensor, Sensitivities known) {
      return space.options(tensor).stream()
          .anyMatch(choice -> known.find(tensor, choice.type()).isEmpty());
    }

    /** Measures one type of each tensor or group of tensors, or all of them. */
    void measure() {
      Sensitivities known = sensitivities();
      Map<String, GgmlType> anchors = known.anchors();
      List<Trial> wanted = wanted(known, anchors);
      List<Trial> left =
          wanted.stream()
              .filter(one -> known.find(one.tensor(), one.type()).orElseThrow().kld().isEmpty())
              .toList();
      if (left.isEmpty()) {
        return;
      }
      int before = wanted.size() - left.size();
      Scored whole = scored("all tensors", known.groups().types(anchors));
      ProgressListener progress = context.report().stage(RunStage.SENSITIVITY, "", "trials");
      long scored = 0;
      for (int i = 0; i < left.size(); i++) {
        context.engine().stop().stopHere();
        Optional<Trial> next = left.subList(i + 1, left.size()).stream().findFirst();
        scored += measure(known, left.get(i), next, whole);
        progress.advanced(before + i + 1L, wanted.size());
      }
      context
          .report()
          .say(
              "scored %.0f %% of the text: a %s is left once what it loses is known within a fifth, or is negligible"
                  .formatted(
                      100.0 * scored / left.size() / text.order().size(),
                      settings.groupedBy().noun()));
      sensitivities()
          .agreement()
          .ifPresent(
              found ->
                  context
                      .report()
                      .say(
                          "the error by weight predicts what is measured to a factor of %.2f (median of %d; rank correlation %.3f)"
                              .formatted(
                                  found.typicalMiss(), found.pairs(), found.rankCorrelation())));
    }

    /** With the types of many tensors, which takes a minute in a large model. */
    private Scored scored(String subject, Map<String, GgmlType> types) {
      ProgressListener progress = context.report().stage(RunStage.SENSITIVITY, subject, "tensors");
      return text.scored(trials.score(types, progress));
    }

    /** The largest tensors first, whose types matter most to the size. */
    private List<Trial> wanted(Sensitivities known, Map<String, GgmlType> anchors) {
      List<Trial> wanted = new ArrayList<>();
      anchors.forEach((tensor, type) -> wanted.add(new Trial(tensor, type)));
      wanted.sort(
          Comparator.comparingLong(
              trial -> -known.find(trial.tensor(), trial.type()).orElseThrow().bytes()));
      if (settings.everyType()) {
        for (Trial first : List.copyOf(wanted)) {
          known.groups().types(first.tensor()).stream()
              .map(type -> new Trial(first.tensor(), type))
              .filter(trial -> !trial.equals(first))
              .forEach(wanted::add);
        }
      }
      return wanted;
    }

    /** Returns how many chunks it took. */
    private int measure(Sensitivities known, Trial trial, Optional<Trial> next, Scored whole) {
      List<Trial> tensors = tensors(known, trial);
      Loss loss =
          text.scored(
                  trials.score(
                      known.groups().types(trial.tensor(), trial.type()),
                      next.flatMap(group -> firstChanged(tensors, tensors(known, group))),
                      scores -> text.scored(scores).isKnown(whole)))
              .loss(whole);
      allocations.measured(
          settings.experiment(),
          new Sensitivity(
              trial.tensor(),
              trial.type().name(),
              known.find(trial.tensor(), trial.type()).orElseThrow().bytes(),
              tensors.stream().mapToDouble(trials::error).average().orElseThrow(),
              OptionalDouble.of(loss.kld()),
              end(loss.interval(), Interval::low),
              end(loss.interval(), Interval::high),
              OptionalDouble.of(loss.composite()),
              OptionalInt.of(loss.chunks())),
          context.provenance());
      return loss.chunks();
    }

    private static Optional<Trial> firstChanged(List<Trial> before, List<Trial> next) {
      return next.stream().filter(one -> !before.contains(one)).findFirst();
    }

    private static List<Trial> tensors(Sensitivities known, Trial group) {
      return known.groups().types(group.tensor(), group.type()).entrySet().stream()
          .map(of -> new Trial(of.getKey(), of.getValue()))
          .toList();
    }

    /** Chooses the types of a recipe, and writes its file and that of the stock type. */
    void make(AllocatedRecipe asked) {
      QuantType base = QuantType.parse(asked.stockType());
      Chosen chosen = asked.isGiven() ? given(asked) : choose(base, budget(asked));
      Scored stock = scored(base.name(), chosenOf(space.stock(base).types()));
      ClusterMean kld = chosen.measured.kld();
      AllocatedRecipe found =
          new AllocatedRecipe(
              asked.experiment(),
              asked.target(),
              asked.stockType(),
              OptionalLong.of(budget(asked)),
              OptionalLong.of(space.bytes(chosen.recipe)),
              chosen.predicted,
              OptionalDouble.of(kld.mean()),
              end(kld.interval(), Interval::low),
              end(kld.interval(), Interval::high),
              OptionalDouble.of(stock.kld().mean()),
              OptionalInt.of(chosen.rounds),
              Optional.empty(),
              Optional.empty());
      context
          .report()
          .say(
              "%s: mean KLD %s on the text to search on%s, %s has %s"
                  .formatted(
                      asked.inWords(),
                      Numbers.score(kld.mean()),
                      chosen.predicted.isPresent()
                          ? " (single %ss add up to %s)"
                              .formatted(
                                  settings.groupedBy().noun(),
                                  Numbers.score(chosen.predicted.getAsDouble()))
                          : "",
                      base,
                      Numbers.score(stock.kld().mean())));
      QuantizeOptions options = space.options(base, context.settings().threads());
      Iteration stockFile = file(base + ".gguf", options);
      Iteration recipeFile = file(asked.fileName(), chosen.recipe.options(options));
      allocations.update(found.made(recipeFile.id(), stockFile.id()), chosen.recipe.typeNames());
    }

    /** What all tensors may take. */
    private long budget(AllocatedRecipe asked) {
      return asked.isGiven()
          ? space.bytes(recorded(asked))
          : space.bytes(SizeTarget.parse(asked.target()));
    }

    private TensorRecipe recorded(AllocatedRecipe given) {
      return TensorRecipe.named(given.stockType(), allocations.types(given));
    }

    /** A recipe from elsewhere as it is. */
    private Chosen given(AllocatedRecipe asked) {
      TensorRecipe recipe = recorded(asked);
      Map<String, GgmlType> types = chosenOf(recipe.types());
      Scored measured = scored("recipe", types);
      return new Chosen(recipe, Map.of(), predicted(types), measured, 0);
    }

    /** What single tensors lose together; empty where not every one has been measured. */
    private OptionalDouble predicted(Map<String, GgmlType> types) {
      List<Sensitivity> known = new ArrayList<>(allocations.sensitivities(settings.experiment()));
      Sensitivities measured = Sensitivities.of(known, TensorGrouping.TENSOR);
      if (!types.keySet().stream().allMatch(measured::knows)) {
        return OptionalDouble.empty();
      }
      types.forEach(
          (tensor, type) -> {
            if (measured.find(tensor, type).isEmpty()) {
              double error = trials.estimate(new Trial(tensor, type));
              known.add(new Sensitivity(tensor, type.name(), 0, error));
            }
          });
      return OptionalDouble.of(Sensitivities.of(known, TensorGrouping.TENSOR).kld(types));
    }

    /**
     * @param groups types by group of tensors; none for a recipe from elsewhere
     * @param predicted empty for a recipe from elsewhere of whose tensors not each was measured
     */
    private record Chosen(
        TensorRecipe recipe,
        Map<String, GgmlType> groups,
        OptionalDouble predicted,
        Scored measured,
        int rounds) {
      boolean addsUp() {
        return Math.abs(predicted.orElseThrow() / measured.kld().mean() - 1) <= ADDS_UP;
      }
    }

    /** By what single tensors cost, then by what they cost beside each other, while that helps. */
    private Chosen choose(QuantType base, long budget) {
      Sensitivities alone = sensitivities();
      Chosen best = chosen(base, budget, alone, alone, 0);
      for (int round = 1; round <= MOST_ROUNDS && !best.addsUp(); round++) {
        context.engine().stop().stopHere();
        Chosen next = chosen(base, budget, alone.times(factors(best, alone)), alone, round);
        if (next.recipe.equals(best.recipe) || !best.measured.isWorseThan(next.measured)) {
          return best;
        }
        best = next;
      }
      return best;
    }

    private Chosen chosen(
        QuantType base, long budget, Sensitivities by, Sensitivities alone, int rounds) {
      Allocation allocation =
          new AllocationSolver(by.items()).solve(budget - space.others(base, trials.tensors()));
      Map<String, GgmlType> types = alone.groups().types(allocation.types());
      Scored measured = scored("recipe", types);
      OptionalDouble predicted = OptionalDouble.of(alone.kld(allocation.types()));
      return new Chosen(space.with(base, types), allocation.types(), predicted, measured, rounds);
    }

    /** How many times as much as alone each tensor, or group of tensors, costs in a recipe. */
    private Map<String, Double> factors(Chosen recipe, Sensitivities alone) {
      Map<String, GgmlType> types = recipe.groups;
      double whole = recipe.measured.kld().mean();
      List<String> tensors =
          types.entrySet().stream()
              .filter(
                  type ->
                      alone.kld(type.getKey(), type.getValue())
                          > TrialText.NEGLIGIBLE * recipe.predicted.orElseThrow())
              .map(Map.Entry::getKey)
              .toList();
      ProgressListener progress =
          context
              .report()
              .stage(
                  RunStage.SENSITIVITY,
                  recipe.recipe.base().name(),
                  settings.groupedBy().noun() + "s");
      Map<String, Double> factors = new HashMap<>();
      int done = 0;
      for (String tensor : tensors) {
        context.engine().stop().stopHere();
        Map<String, GgmlType> others = new HashMap<>(types);
        others.remove(tensor);
        double without = text.scored(trials.score(alone.groups().types(others))).kld().mean();
        double factor = (whole - without) / alone.kld(tensor, types.get(tensor));
        factors.put(tensor, Math.min(MOST_FACTOR, Math.max(1 / MOST_FACTOR, factor)));
        progress.advanced(++done, tensors.size());
      }
      return factors;
    }

    /** Those of the tensors that can be tried; floats stay as they are. */
    private Map<String, GgmlType> chosenOf(Map<String, GgmlType> types) {
      Map<String, GgmlType> chosen = new HashMap<>(types);
      chosen.keySet().retainAll(trials.tensors());
      chosen.values().removeIf(type -> !type.quantized());
      return chosen;
    }

    /** Puts a file on record, which is made unless it is there. */
    private Iteration file(String name, QuantizeOptions options) {
      var iterations = context.tracker().iterations();
      Optional<Iteration> there =
          iterations.list(settings.experiment()).stream()
              .filter(one -> one.label().filter(name::equals).isPresent())
              .findFirst();
      if (there.isPresent()) {
        return there.get();
      }
      Path output = context.directory().root().resolve("quants").resolve(name);
      QuantizeResult made =
          context
              .engine()
              .stop()
              .uninterruptible(
                  () ->
                      FileQuantizer.quantize(
                          context.engine().library(),
                          context.model(),
                          output,
                          options,
                          forecast -> {},
                          context.report().stage(RunStage.QUANTIZE, name, "tensors")));
      String sha256 = made.sha256().orElseGet(() -> Sha256.of(output));
      GgufFile.read(output).requireLoadableModel();
      return context
          .tracker()
          .transaction(
              () -> {
                Iteration iteration =
                    iterations.create(
                        NewIteration.judged(
                            settings.experiment(),
                            iterations.nextNumber(settings.experiment()),
                            name,
                            options.type().name()));
                iterations.record(
                    NewQuant.judged(
                        iteration,
                        output,
                        made.bytes(),
                        made.bitsPerWeight(),
                        sha256,
                        context.provenance()));
                return iteration;
              });
    }
  }

  private static OptionalDouble end(Optional<Interval> interval, ToDoubleFunction<Interval> end) {
    return interval.stream().mapToDouble(end).findFirst();
  }
}
