package dev.quantloop.app.create;

import dev.quantloop.app.UserException;
import dev.quantloop.app.allocate.SizeTarget;
import dev.quantloop.app.allocate.TypeSpace;
import dev.quantloop.app.chunktext.EvaluationText;
import dev.quantloop.app.experiment.ExperimentName;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.tracker.record.AllocatedRecipe;
import dev.quantloop.tracker.record.AllocationSettings;
import dev.quantloop.tracker.record.DocumentPart;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Reference;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.RankingRow;
import dev.quantloop.tracker.view.SearchPart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes the experiment in which types of tensors are chosen, and asks it for recipes: of a model
 * with text of its own, or as a step of another experiment, with its text and its best imatrix.
 */
public record CreateAllocation(Tracker tracker, LlamaLibrary library) {
  /** Chunks that tensors are measured on where none are kept back for it, all sources together. */
  public static final int USUAL_CHUNKS = 16;

  /**
   * What is asked for.
   *
   * @param targets a recipe for each
   * @param imatrix empty for none, or for that of the experiment whose step it is
   * @param types that tensors may have
   * @param everyType whether each type is measured in each tensor
   */
  public record Request(
      List<SizeTarget> targets, Optional<Path> imatrix, List<GgmlType> types, boolean everyType) {}

  /** As a step of an experiment, in one that is called after it. */
  public Experiment of(Experiment of, String name, Request request) {
    ExperimentName.require(name);
    Optional<Path> imatrix = request.imatrix().or(() -> Optional.of(bestImatrix(of)));
    return prepare(
        name,
        tracker.experiments().model(of).path(),
        imatrix,
        request,
        Optional.of(of),
        () -> step(of, name));
  }

  private Experiment step(Experiment of, String name) {
    ExperimentSettings settings =
        SettingValues.of(of.settings())
            .with(Setting.QUANTS, List.of())
            .with(Setting.REFERENCE, Reference.BEST)
            .with(Setting.REPLICATES, 0)
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

  /** That of what is recommended, of the iteration with the largest corpus. */
  private Path bestImatrix(Experiment of) {
    List<Iteration> iterations =
        tracker.rankings().ranking(of.id()).stream()
            .filter(RankingRow::recommended)
            .map(row -> tracker.iterations().get(row.iterationId()))
            .toList();
    return (iterations.isEmpty() ? tracker.iterations().list(of.id()) : iterations)
        .stream()
            .sorted(Comparator.comparingLong(Iteration::corpusTokens).reversed())
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
    ExperimentName.require(name);
    return prepare(name, model, request.imatrix(), request, Optional.empty(), create);
  }

  private Experiment prepare(
      String name,
      Path model,
      Optional<Path> imatrix,
      Request request,
      Optional<Experiment> of,
      Supplier<Experiment> create) {
    TypeSpace space = TypeSpace.of(library, model, imatrix, request.types());
    request.targets().forEach(target -> space.requireReachable(target, space.stockFor(target)));
    Optional<Experiment> there = tracker.experiments().find(name);
    there.ifPresent(one -> requireSame(one, model, imatrix, request));
    Experiment experiment = there.orElseGet(create);
    if (there.isEmpty()) {
      create(experiment, imatrix, request, of);
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
    return experiment;
  }

  private void create(
      Experiment experiment, Optional<Path> imatrix, Request request, Optional<Experiment> of) {
    List<SearchPart> parts = tracker.allocations().searchText(experiment.id(), USUAL_CHUNKS);
    EvaluationText text =
        EvaluationText.of(tracker, experiment, parts.stream().map(SearchPart::set).toList());
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
                imatrix.map(Path::toAbsolutePath),
                imatrix.map(Sha256::of),
                names(request.types()),
                request.everyType(),
                text.chunks(),
                Sha256.of(tokens, 0, tokens.length)));
  }

  private void requireSame(Experiment there, Path model, Optional<Path> imatrix, Request request) {
    AllocationSettings settings =
        tracker
            .allocations()
            .find(there.id())
            .orElseThrow(
                () ->
                    new UserException(
                        there.name() + " is an experiment of another kind; choose another --name"));
    difference(there, settings, model, imatrix, request)
        .ifPresent(
            other -> {
              throw new UserException(
                  "%s was made with %s; choose another --name".formatted(there.name(), other));
            });
  }

  private Optional<String> difference(
      Experiment there,
      AllocationSettings settings,
      Path model,
      Optional<Path> imatrix,
      Request request) {
    if (!tracker.experiments().model(there).path().equals(model.toAbsolutePath().normalize())) {
      return Optional.of("another model");
    } else if (!settings.imatrixSha256().equals(imatrix.map(Sha256::of))) {
      return Optional.of("another imatrix");
    } else if (!settings.types().equals(names(request.types()))) {
      return Optional.of("other types (%s)".formatted(String.join(",", settings.types())));
    }
    return settings.everyType() == request.everyType()
        ? Optional.empty()
        : Optional.of("another --every-type");
  }

  private static List<String> names(List<GgmlType> types) {
    return types.stream().map(GgmlType::name).toList();
  }
}
