package dev.quantloop.app.create;

import dev.quantloop.app.UserException;
import dev.quantloop.app.allocate.AllocationForecast;
import dev.quantloop.app.allocate.GivenRecipe;
import dev.quantloop.app.allocate.Sensitivities;
import dev.quantloop.app.allocate.SizeTarget;
import dev.quantloop.app.allocate.TypeSpace;
import dev.quantloop.app.chunktext.EvaluationText;
import dev.quantloop.app.experiment.ExperimentName;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.AllocatedRecipe;
import dev.quantloop.tracker.record.AllocationSettings;
import dev.quantloop.tracker.record.DocumentPart;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Reference;
import dev.quantloop.tracker.record.TensorGrouping;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.RankingRow;
import dev.quantloop.tracker.view.SearchPart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the experiment in which types of tensors are chosen, and asks it for recipes: of a model
 * with text of its own, or as a step of another experiment, with its text and its best imatrix.
 *
 * @param notes is told, in lines, what the imatrix lacks of the model
 */
public record CreateAllocation(Tracker tracker, LlamaLibrary library, Consumer<String> notes) {
  /** Chunks that tensors are measured on where none are kept back for it, all sources together. */
  public static final int USUAL_CHUNKS = 16;

  /**
   * What is asked for.
   *
   * @param targets a recipe for each
   * @param recipes from elsewhere, to be evaluated likewise
   * @param imatrix empty for none, or for that of the experiment whose step it is
   * @param types that tensors may have
   * @param everyType whether each type is measured in each tensor
   * @param by which tensors are measured together and get one type
   */
  public record Request(
      List<SizeTarget> targets,
      List<RecipeFile> recipes,
      Optional<Path> imatrix,
      List<GgmlType> types,
      boolean everyType,
      TensorGrouping by) {}

  /**
   * A recipe from elsewhere.
   *
   * @param base the type that decides on tensors that the file says nothing of; empty where there
   *     are none such
   */
  public record RecipeFile(Path file, Optional<QuantType> base) {}

  /** As a step of an experiment, in one that is called after it. */
  public Experiment of(Experiment of, String name, Request request) {
    return prepare(
        name,
        tracker.experiments().model(of).path(),
        ofBest(of, request),
        Optional.of(of),
        () -> step(of, name));
  }

  /** What that would take; nothing is recorded. */
  public AllocationForecast forecast(Experiment of, String name, Request request) {
    return forecast(
        name,
        tracker.experiments().model(of).path(),
        ofBest(of, request),
        textToSearchOn(of).chunks(),
        of.settings().nCtx());
  }

  private Request ofBest(Experiment of, Request request) {
    return request.imatrix().isPresent()
        ? request
        : new Request(
            request.targets(),
            request.recipes(),
            Optional.of(bestImatrix(of)),
            request.types(),
            request.everyType(),
            request.by());
  }

  private Experiment step(Experiment of, String name) {
    ExperimentSettings settings =
        SettingValues.of(of.settings())
            .with(Setting.QUANTS, List.of())
            .with(Setting.REFERENCE, Reference.BEST)
            .with(Setting.REPLICATES, 0)
            .with(Setting.NEXTN, false)
            .recorded();
    SameSources sources = new SameSources(tracker, of);
    try (NewFiles files = sources.files()) {
      Experiment created =
          tracker.transaction(
              () -> {
                Experiment step = sources.create(name, settings, DocumentPart.EVALUATION, files);
                files.moveToPlace();
                return step;
              });
      files.keep();
      return created;
    }
  }

  /** That of what is recommended, else of any iteration: of the one with the largest corpus. */
  private Path bestImatrix(Experiment of) {
    List<Iteration> recommended =
        tracker.rankings().ranking(of.id()).stream()
            .filter(RankingRow::recommended)
            .map(row -> tracker.iterations().get(row.iterationId()))
            .toList();
    return Stream.of(recommended, tracker.iterations().list(of.id()))
        .flatMap(
            iterations ->
                iterations.stream()
                    .sorted(Comparator.comparingLong(Iteration::corpusTokens).reversed()))
        .flatMap(iteration -> tracker.iterations().imatrix(iteration.id()).stream())
        .map(Imatrix::file)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "%s has no imatrix yet: run it first, or give one with --imatrix"
                        .formatted(of.name())));
  }

  /**
   * Of a model.
   *
   * @param create makes the experiment where there is none of that name
   */
  public Experiment of(Path model, String name, Request request, Supplier<Experiment> create) {
    return prepare(name, model, request, Optional.empty(), create);
  }

  /**
   * What that would take; nothing is recorded.
   *
   * @param chunks to measure on, where there is no experiment of that name
   * @param contextSize tokens of one of them
   */
  public AllocationForecast forecast(
      String name, Path model, Request request, int chunks, int contextSize) {
    TypeSpace space = space(name, model, request);
    List<GivenRecipe> given = read(space, request);
    return tracker
        .experiments()
        .find(name)
        .map(there -> requireSame(there, model, request))
        .map(there -> AllocationForecast.of(tracker, there, space, request.targets(), given))
        .orElseGet(
            () ->
                new AllocationForecast(
                    space,
                    request.targets(),
                    given,
                    Sensitivities.of(List.of(), request.by()),
                    request.by(),
                    request.everyType(),
                    chunks,
                    contextSize,
                    OptionalDouble.empty()));
  }

  private TypeSpace space(String name, Path model, Request request) {
    ExperimentName.require(name);
    TypeSpace space = TypeSpace.of(library, model, request.imatrix(), request.types());
    space.gaps().forEach(notes);
    request.targets().forEach(target -> space.requireReachable(target, space.stockFor(target)));
    return space;
  }

  private Experiment prepare(
      String name,
      Path model,
      Request request,
      Optional<Experiment> of,
      Supplier<Experiment> create) {
    TypeSpace space = space(name, model, request);
    List<GivenRecipe> given = read(space, request);
    Optional<Experiment> there = tracker.experiments().find(name);
    there.ifPresent(one -> requireSame(one, model, request));
    there.ifPresent(one -> given.forEach(recipe -> requireSame(one, recipe)));
    Experiment experiment = there.orElseGet(create);
    if (there.isEmpty()) {
      create(experiment, request, of);
    }
    request
        .targets()
        .forEach(
            target ->
                tracker
                    .allocations()
                    .ask(
                        AllocatedRecipe.asked(
                            experiment.id(), target.text(), space.stockFor(target).name())));
    given.forEach(recipe -> ask(experiment, recipe));
    return experiment;
  }

  private static List<GivenRecipe> read(TypeSpace space, Request request) {
    List<GivenRecipe> given =
        request.recipes().stream().map(one -> space.read(one.file(), one.base())).toList();
    if (given.stream().map(GivenRecipe::name).distinct().count() < given.size()) {
      throw new UserException(
          "two of the recipes have the same name (%s); give one another"
              .formatted(given.stream().map(GivenRecipe::name).collect(Collectors.joining(", "))));
    }
    return given;
  }

  private void ask(Experiment experiment, GivenRecipe recipe) {
    AllocatedRecipe asked = asked(experiment, recipe);
    if (tracker.allocations().types(asked).isEmpty()) {
      tracker.allocations().ask(asked, recipe.recipe().typeNames());
    }
  }

  private static AllocatedRecipe asked(Experiment experiment, GivenRecipe recipe) {
    return AllocatedRecipe.given(experiment.id(), recipe.name(), recipe.recipe().base().name());
  }

  /** One of the same name that is on record has the same types. */
  private void requireSame(Experiment there, GivenRecipe recipe) {
    Map<String, String> known = tracker.allocations().types(asked(there, recipe));
    if (!known.isEmpty() && !known.equals(recipe.recipe().typeNames())) {
      throw new UserException(
          "%s has a recipe %s with other types already; give the file another name"
              .formatted(there.name(), recipe.name()));
    }
  }

  private EvaluationText textToSearchOn(Experiment experiment) {
    List<SearchPart> parts = tracker.allocations().searchText(experiment.id(), USUAL_CHUNKS);
    return EvaluationText.of(tracker, experiment, parts.stream().map(SearchPart::set).toList());
  }

  private void create(Experiment experiment, Request request, Optional<Experiment> of) {
    EvaluationText text = textToSearchOn(experiment);
    if (text.chunks() == 0) {
      tracker.experiments().purge(experiment.id());
      throw new UserException(
          "there is no text to measure tensors on: keep some with %s 8"
              .formatted(Setting.SEARCH_CHUNKS.flag()));
    }
    int[] tokens = text.tokensFrom(0);
    tracker
        .allocations()
        .create(
            new AllocationSettings(
                experiment.id(),
                of.map(Experiment::id),
                request.imatrix().map(Path::toAbsolutePath),
                request.imatrix().map(Sha256::of),
                names(request.types()),
                request.everyType(),
                request.by(),
                text.chunks(),
                Sha256.of(tokens, 0, tokens.length)));
  }

  private AllocationSettings requireSame(Experiment there, Path model, Request request) {
    AllocationSettings settings =
        tracker
            .allocations()
            .find(there.id())
            .orElseThrow(
                () ->
                    new UserException(
                        there.name() + " is an experiment of another kind; choose another --name"));
    difference(there, settings, model, request)
        .ifPresent(
            other -> {
              throw new UserException(
                  "%s was made with %s; choose another --name".formatted(there.name(), other));
            });
    return settings;
  }

  private Optional<String> difference(
      Experiment there, AllocationSettings settings, Path model, Request request) {
    if (!tracker.experiments().model(there).path().equals(model.toAbsolutePath().normalize())) {
      return Optional.of("another model");
    } else if (!settings.imatrixSha256().equals(request.imatrix().map(Sha256::of))) {
      return Optional.of("another imatrix");
    } else if (!settings.types().equals(names(request.types()))) {
      return Optional.of("other types (%s)".formatted(String.join(",", settings.types())));
    } else if (settings.groupedBy() != request.by()) {
      return Optional.of("another grouping (--by %s)".formatted(settings.groupedBy().word()));
    }
    return settings.everyType() == request.everyType()
        ? Optional.empty()
        : Optional.of("another --every-type");
  }

  private static List<String> names(List<GgmlType> types) {
    return types.stream().map(GgmlType::name).toList();
  }
}
