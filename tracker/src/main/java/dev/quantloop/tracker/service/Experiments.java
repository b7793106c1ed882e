package dev.quantloop.tracker.service;

import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.TrackerRemedy;
import dev.quantloop.tracker.dao.CorpusDao;
import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.DocumentDao;
import dev.quantloop.tracker.dao.ExperimentDao;
import dev.quantloop.tracker.dao.IterationDao;
import dev.quantloop.tracker.dao.ModelDao;
import dev.quantloop.tracker.dao.SourceDao;
import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.ModelId;
import dev.quantloop.tracker.record.ChunkDocument;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.CorpusDocument;
import dev.quantloop.tracker.record.DocumentPart;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.NewCorpus;
import dev.quantloop.tracker.record.NewEvaluationSet;
import dev.quantloop.tracker.record.NewModel;
import dev.quantloop.tracker.record.NewSource;
import dev.quantloop.tracker.record.ReservedPart;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.Source;
import dev.quantloop.tracker.view.ExperimentSummary;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Models, sources and experiments with their corpora and evaluation sets. */
public final class Experiments {
  private final Database database;

  Experiments(Database database) {
    this.database = database;
  }

  /** Inserts the model or finds it by SHA-256; the path is brought up to date. */
  public ModelFile register(NewModel model) {
    return database.with(
        handle -> {
          ModelDao models = new ModelDao(handle, database.dataFiles());
          models.insertOrMove(model, database.now());
          return models.find(model.sha256()).orElseThrow();
        });
  }

  public ModelFile model(ModelId id) {
    return database.with(h -> new ModelDao(h, database.dataFiles()).find(id)).orElseThrow();
  }

  /** The model of an experiment: its own file or, if that is gone, another of the same bytes. */
  public ModelFile model(Experiment experiment) {
    return database
        .with(h -> new ModelDao(h, database.dataFiles()).find(experiment.id()))
        .orElseThrow();
  }

  /** Inserts the source or finds it by name, domain and SHA-256. */
  public Source register(NewSource source) {
    return database.with(h -> new SourceDao(h).insertOrFind(source, database.now()));
  }

  /** The sources of an experiment, in round-robin order. */
  public List<Source> sources(ExperimentId experiment) {
    return sourcesAndImatrices(experiment).stream().filter(source -> !source.isImported()).toList();
  }

  /** The same with imatrices that were imported. */
  public List<Source> sourcesAndImatrices(ExperimentId experiment) {
    return database.with(h -> new SourceDao(h).list(experiment));
  }

  /**
   * @throws TrackerException when the name is taken
   */
  public Experiment create(
      String name, ModelId model, ExperimentSettings settings, String programVersion) {
    return change(
        experiments -> {
          requireFree(experiments, name);
          return experiments.insert(name, model, settings, programVersion, database.now());
        });
  }

  /** By name or id; removed ones are not found by name. */
  public Optional<Experiment> find(String nameOrId) {
    Optional<Experiment> named = read(experiments -> experiments.find(nameOrId));
    return named.isPresent() || !nameOrId.matches("\\d{1,18}")
        ? named
        : read(experiments -> experiments.find(new ExperimentId(Long.parseLong(nameOrId))));
  }

  /**
   * As {@link #find(String)}.
   *
   * @throws TrackerException when there is none, naming those that there are
   */
  public Experiment get(String nameOrId) {
    return find(nameOrId)
        .orElseThrow(() -> noExperiment(nameOrId, read(experiments -> experiments.names())));
  }

  /** The experiment, unless it has been removed. */
  public Optional<Experiment> find(ExperimentId id) {
    return read(experiments -> experiments.find(id)).filter(one -> one.removedAt().isEmpty());
  }

  public Experiment get(ExperimentId id) {
    return read(experiments -> experiments.find(id)).orElseThrow();
  }

  /** Newest first, without removed ones. */
  public List<ExperimentSummary> list(boolean withArchived) {
    return read(experiments -> experiments.list(withArchived));
  }

  /**
   * @throws TrackerException when the name is taken
   */
  public Experiment rename(ExperimentId id, String name) {
    return change(
        experiments -> {
          requireFree(experiments, name);
          experiments.rename(id, name);
          return id;
        });
  }

  /**
   * Changes settings. What figures depend on (n_ctx, flash attention, scored positions, evaluation
   * chunks, whether the output is calibrated, quantize options) is fixed once an iteration exists.
   *
   * @throws TrackerException when a fixed one would change
   */
  public Experiment update(ExperimentId id, ExperimentSettings settings) {
    return change(
        experiments -> {
          ExperimentSettings before = experiments.find(id).orElseThrow().settings();
          if (!settings.computesAs(before) && hasIterations(id)) {
            throw new TrackerException(
                "context size, flash attention, scored positions, evaluation chunks, output"
                    + " calibration and quantize options are fixed once an iteration exists: make a"
                    + " new experiment");
          }
          experiments.update(id, settings);
          return id;
        });
  }

  /** Takes it off the plain list, or puts it back. */
  public Experiment archive(ExperimentId id, boolean archived) {
    return change(
        experiments -> {
          experiments.archive(id, archived ? Optional.of(database.now()) : Optional.empty());
          return id;
        });
  }

  /**
   * Hides the experiment from every list and view and frees its name; its history stays.
   *
   * @throws TrackerException while a run is active
   */
  public void remove(ExperimentId id) {
    whenIdle(id, experiments -> experiments.hide(id, database.now()));
  }

  /**
   * Takes a removal back.
   *
   * @throws TrackerException when its name has been given to another since
   */
  public Experiment restore(ExperimentId id) {
    return change(
        experiments -> {
          requireFree(experiments, experiments.find(id).orElseThrow().name());
          experiments.show(id);
          return id;
        });
  }

  /**
   * Deletes the experiment's rows for good, and its model and sources where no other experiment has
   * them. Its files are the caller's to delete.
   *
   * @throws TrackerException while a run is active
   */
  public void purge(ExperimentId id) {
    whenIdle(
        id,
        experiments -> {
          ModelId model = get(id).model();
          List<Source> sources = sourcesAndImatrices(id);
          experiments.delete(id);
          database.run(
              handle -> {
                new ModelDao(handle, database.dataFiles()).deleteUnused(model);
                sources.forEach(source -> new SourceDao(handle).deleteUnused(source.id()));
              });
        });
  }

  /** Inserts the corpus or finds it by experiment and source. */
  public Corpus addCorpus(ExperimentId experiment, NewCorpus corpus) {
    database.run(h -> new CorpusDao(h).insertOrKeep(experiment, corpus, database.now()));
    return corpora(experiment).stream()
        .filter(candidate -> candidate.source().equals(corpus.source()))
        .findFirst()
        .orElseThrow();
  }

  /** In round-robin order. */
  public List<Corpus> corpora(ExperimentId experiment) {
    return database.with(h -> new CorpusDao(h).list(experiment));
  }

  public Corpus corpus(CorpusId id) {
    return database.with(h -> new CorpusDao(h).corpus(id));
  }

  /** Records which documents the chunks of a new corpus are from. */
  public void addDocuments(
      CorpusId corpus,
      List<CorpusDocument> documents,
      List<ChunkDocument> chunks,
      List<ReservedPart> reserved) {
    database.run(
        h -> {
          DocumentDao dao = new DocumentDao(h);
          dao.insert(corpus, documents);
          dao.insertChunks(corpus, chunks);
          reserved.forEach(part -> dao.insert(corpus, part));
        });
  }

  /** In the order of the source; none of a corpus from before documents were recorded. */
  public List<CorpusDocument> documents(CorpusId corpus) {
    return database.with(h -> new DocumentDao(h).list(corpus));
  }

  /** In the order of the token file. */
  public List<ChunkDocument> chunkDocuments(CorpusId corpus) {
    return database.with(h -> new DocumentDao(h).chunks(corpus));
  }

  /** Names of the documents that a chunk of the token file is from; none where not recorded. */
  public List<String> documentsOf(CorpusId corpus, long chunk) {
    return database.with(h -> new DocumentDao(h).names(corpus, chunk));
  }

  /** The parts that are kept back, where there are any. */
  public List<ReservedPart> reservedParts(CorpusId corpus) {
    return database.with(h -> new DocumentDao(h).reserved(corpus));
  }

  /** Inserts the evaluation set or finds it by experiment and name. */
  public EvaluationSet addEvaluationSet(ExperimentId experiment, NewEvaluationSet set) {
    database.run(
        h ->
            new CorpusDao(h)
                .insertOrKeep(experiment, set, DocumentPart.EVALUATION, database.now()));
    return evaluationSets(experiment).stream()
        .filter(candidate -> candidate.name().equals(set.name()))
        .findFirst()
        .orElseThrow();
  }

  /** In the order they were added. */
  public List<EvaluationSet> evaluationSets(ExperimentId experiment) {
    return database.with(h -> new CorpusDao(h).evaluationSets(experiment, DocumentPart.EVALUATION));
  }

  private <T> T read(Function<ExperimentDao, T> query) {
    return database.with(handle -> query.apply(new ExperimentDao(handle)));
  }

  private Experiment change(Function<ExperimentDao, ExperimentId> work) {
    return database.transaction(() -> get(read(work)));
  }

  private void whenIdle(ExperimentId id, Consumer<ExperimentDao> work) {
    database.transaction(
        () -> {
          new Runs(database).active(id).ifPresent(run -> refuse(get(id), run));
          database.run(h -> work.accept(new ExperimentDao(h)));
          return null;
        });
  }

  private boolean hasIterations(ExperimentId id) {
    return database.with(h -> new IterationDao(h).nextNumber(id)) > 0;
  }

  private static void requireFree(ExperimentDao experiments, String name) {
    if (experiments.find(name).isPresent()) {
      throw new TrackerException(
          "there is an experiment '" + name + "' already: choose another name");
    }
  }

  private static void refuse(Experiment experiment, Run run) {
    throw new TrackerException(
        "run %s of '%s' is in progress".formatted(run.id(), experiment.name()),
        TrackerRemedy.STOP_RUN,
        experiment.name(),
        null);
  }

  private static TrackerException noExperiment(String name, List<String> names) {
    String missing = "there is no experiment '%s': ".formatted(name);
    if (names.isEmpty()) {
      return new TrackerException(missing + "there is none yet", TrackerRemedy.CREATE_EXPERIMENT);
    }
    String known = String.join(", ", names.subList(0, Math.min(5, names.size())));
    return names.size() > 5
        ? new TrackerException(
            missing + "there are " + known + " and more", TrackerRemedy.LIST_EXPERIMENTS)
        : new TrackerException(missing + "there are " + known);
  }
}
