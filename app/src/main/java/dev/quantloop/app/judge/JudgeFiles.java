package dev.quantloop.app.judge;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.create.CreateExperiment;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.experiment.ExperimentName;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.experiment.LogitsSource;
import dev.quantloop.app.imports.ImportedReport;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.open.SourceReaders;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.NewIteration;
import dev.quantloop.tracker.record.NewQuant;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.Reference;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Puts files from outside on record, each in an iteration of its own of an experiment that
 * evaluates and calibrates nothing. A run of that experiment then evaluates them.
 *
 * @param provenance of figures that an experiment computes here
 * @param notices told, in a line each, of what takes long and what the user should know
 */
public record JudgeFiles(
    Tracker tracker,
    CreateExperiment creation,
    SourceReaders readers,
    Function<Experiment, Provenance> provenance,
    Consumer<String> notices) {
  /**
   * What is to be judged.
   *
   * @param name of the experiment; empty for one that is called after the model
   * @param sources to evaluate on; none where the experiment is there
   * @param settings those that were given
   */
  public record Request(
      Path model,
      List<Path> files,
      Optional<String> name,
      List<SourceSpec> sources,
      SettingValues settings) {}

  /**
   * Finds the experiment, or makes it, and adds the files that it does not have yet.
   *
   * @throws UserException when something of the request can't be; nothing is recorded then
   */
  public Experiment record(Request request) {
    BaselineFile baseline =
        isStored(request)
            ? BaselineFile.openVocabulary(request.model())
            : BaselineFile.open(request.model());
    List<JudgedFile> files = JudgedFile.all(request.files(), baseline);
    String name = name(request);
    Optional<Experiment> there = tracker.experiments().find(name);
    there.ifPresent(one -> requireSame(one, request));
    if (there.isEmpty() && request.sources().isEmpty()) {
      throw new UsageException("give the text to evaluate on: --source NAME=PATH, or -f TEXT");
    }
    Map<JudgedFile, String> hashes = hashes(files);
    hashes.forEach((file, sha256) -> requireNoCopy(file, sha256, baseline));
    there.ifPresent(one -> new SameExperiment(tracker, one).requireModel(baseline, notices));
    Experiment experiment = there.orElseGet(() -> creation.create(draft(name, baseline, request)));
    tracker.transaction(
        () -> {
          hashes.forEach((file, sha256) -> add(experiment, file, sha256));
          return null;
        });
    return experiment;
  }

  private static String name(Request request) {
    return request.name().orElse(ExperimentName.of("judge", BaselineFile.name(request.model())));
  }

  /** Whether the baseline's logits are in a file, so that its weights are not needed. */
  private boolean isStored(Request request) {
    return request.sources().stream().anyMatch(source -> source.logits().isPresent())
        || tracker
            .experiments()
            .find(name(request))
            .flatMap(experiment -> LogitsSource.of(tracker, experiment.id()))
            .isPresent();
  }

  private ExperimentDraft draft(String name, BaselineFile baseline, Request request) {
    if (baseline.isQuantized()) {
      notices.accept(
          "the baseline %s is quantized already (%s): figures compare with it, not with the original"
              .formatted(baseline.given(), baseline.fileType()));
    }
    return ExperimentDraft.of(
        new ExperimentSpec(
            name,
            request.model(),
            request.sources(),
            request
                .settings()
                .with(Setting.QUANTS, List.of())
                .with(Setting.REFERENCE, Reference.BEST)
                .with(Setting.REPLICATES, 0)
                .with(Setting.REQUANTIZE, baseline.isQuantized())),
        readers);
  }

  /** By file; they are read for it. */
  private Map<JudgedFile, String> hashes(List<JudgedFile> files) {
    Map<JudgedFile, String> hashes = new LinkedHashMap<>();
    Map<String, JudgedFile> seen = new HashMap<>();
    for (JudgedFile file : files) {
      if (file.header().isLarge()) {
        notices.accept("reading for its SHA-256: " + file.path());
      }
      String sha256 = file.header().sha256();
      JudgedFile same = seen.putIfAbsent(sha256, file);
      if (same != null) {
        throw new UserException(
            "%s and %s are the same file (SHA-256 %s); give one of them"
                .formatted(same.header().given(), file.header().given(), sha256));
      }
      hashes.put(file, sha256);
    }
    return hashes;
  }

  private void requireSame(Experiment experiment, Request request) {
    if (!experiment.judges()) {
      throw new UserException(
          experiment.name()
              + " is an experiment with corpora of its own; choose another --name for judging");
    } else if (tracker.mixes().find(experiment.id()).isPresent()) {
      throw new UserException(
          experiment.name() + " is part of a search for a mix; choose another --name for judging");
    } else if (ImportedReport.isAll(tracker, experiment.id())) {
      throw new UserException(
          experiment.name() + " holds imported results alone; choose another --name for judging");
    }
    new SameExperiment(tracker, experiment).require(request.sources(), request.settings());
  }

  private static void requireNoCopy(JudgedFile file, String sha256, BaselineFile baseline) {
    if (file.header().bytes() == baseline.bytes() && sha256.equals(baseline.sha256())) {
      throw new UserException(
          file.header().given() + " is a copy of the baseline; give quantized models");
    }
  }

  private void add(Experiment experiment, JudgedFile file, String sha256) {
    Optional<Quant> known =
        tracker.iterations().quants(experiment.id()).stream()
            .filter(quant -> quant.sha256().equals(sha256))
            .findFirst();
    List<Iteration> all = tracker.iterations().list(experiment.id());
    Iteration iteration =
        known
            .map(quant -> tracker.iterations().get(quant.iteration()))
            .orElseGet(() -> tracker.iterations().create(newIteration(experiment, file, all)));
    tracker
        .iterations()
        .record(
            NewQuant.judged(
                iteration,
                file.path(),
                file.header().bytes(),
                file.bitsPerWeight(),
                sha256,
                provenance.apply(experiment)));
  }

  private NewIteration newIteration(Experiment experiment, JudgedFile file, List<Iteration> all) {
    List<String> taken = new ArrayList<>();
    all.forEach(one -> one.label().ifPresent(taken::add));
    return NewIteration.judged(
        experiment.id(),
        tracker.iterations().nextNumber(experiment.id()),
        file.label(taken),
        file.type());
  }
}
