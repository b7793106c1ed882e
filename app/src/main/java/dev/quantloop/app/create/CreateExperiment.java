package dev.quantloop.app.create;

import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.UserException;
import dev.quantloop.app.corpus.CorpusSplit;
import dev.quantloop.app.corpus.TokenFile;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.experiment.CorpusPlan;
import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.experiment.ExperimentName;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.experiment.KnownFile;
import dev.quantloop.app.experiment.SourceInput;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.loop.ExperimentPlan;
import dev.quantloop.app.loop.LoopContext;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.app.setting.EffectiveSettings;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.app.tune.TunedSettings;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.DeviceSplit;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.model.Tokenizer;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.NewCorpus;
import dev.quantloop.tracker.record.NewEvaluationSet;
import dev.quantloop.tracker.record.NewModel;
import dev.quantloop.tracker.record.NewSource;
import dev.quantloop.tracker.record.Source;
import dev.quantloop.tracker.record.TuningKey;
import dev.quantloop.tracker.service.Experiments;
import dev.quantloop.tracker.service.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Creates an experiment: checks model, sources and figures, turns the sources into tokens, splits
 * each into evaluation chunks and pool, and puts it all on record. Nothing is recorded when any of
 * it fails.
 */
public final class CreateExperiment {
  private final Tracker tracker;
  private final LlamaLibrary library;
  private final Consumer<String> notices;

  /**
   * @param notices told, in a line each, of what takes long
   */
  public CreateExperiment(Tracker tracker, LlamaLibrary library, Consumer<String> notices) {
    this.tracker = tracker;
    this.library = library;
    this.notices = notices;
  }

  /**
   * Checks as much as {@link #create} does, and says what it would come to; nothing is recorded.
   *
   * @return whole lines: the corpora, then how the models would be used
   */
  public List<String> rehearse(ExperimentDraft draft) {
    BaselineFile file = checked(draft);
    List<String> lines = new ArrayList<>(outlook(draft, file).lines());
    try (Model vocabulary = Model.load(library, draft.model(), ModelOptions.VOCABULARY)) {
      CorpusPlan plan =
          CorpusPlan.of(counted(draft, tokenize(draft, vocabulary.tokenizer())), draft.settings());
      ExperimentSettings settings = settings(draft, decode(draft, file, file::sha256), plan);
      lines.add(corpora(plan));
      lines.addAll(
          ExperimentPlan.of(
              file.file(),
              vocabulary.vocabularySize(),
              plan.splits().size(),
              settings,
              LoopContext.budget(library, settings, DeviceSplit.DEFAULT)));
      return lines;
    }
  }

  private QuantOutlook outlook(ExperimentDraft draft, BaselineFile file) {
    return new QuantOutlook(library, file.gguf(), draft.settings());
  }

  private static String corpora(CorpusPlan plan) {
    return "corpora: %s tokens; evaluation on %s of %d tokens of each source"
        .formatted(
            plan.chunkCounts().stream()
                .map(chunks -> Numbers.count((double) chunks * plan.contextSize()))
                .collect(Collectors.joining(", ")),
            Numbers.counted(plan.evaluationChunks(), "chunk"),
            plan.contextSize());
  }

  private BaselineFile checked(ExperimentDraft draft) {
    ExperimentName.require(draft.name());
    requireFree(draft.name());
    SettingValues settings = draft.settings();
    BaselineFile file =
        BaselineFile.read(draft.model(), settings.decode(), settings.get(Setting.REQUANTIZE));
    EffectiveSettings.require(settings, settings.get(Setting.QUANTS), file.tensors());
    return file;
  }

  /** Reads the texts. */
  public ExperimentDraft read(ExperimentSpec spec) {
    ExperimentName.require(spec.name());
    return new ExperimentDraft(
        spec.name(), spec.model(), SourceInput.read(spec.sources(), notices), spec.settings());
  }

  public Experiment create(ExperimentDraft draft) {
    BaselineFile file = checked(draft);
    outlook(draft, file).lines().forEach(notices);
    Optional<String> stamp = KnownFile.stamp(file.files());
    NewModel model;
    List<int[]> tokens;
    CorpusPlan plan;
    try (Model vocabulary = Model.load(library, draft.model(), ModelOptions.VOCABULARY)) {
      tokens = tokenize(draft, vocabulary.tokenizer());
      plan = CorpusPlan.of(counted(draft, tokens), draft.settings());
      if (file.isLarge()) {
        notices.accept("reading the model for its SHA-256: " + draft.model());
      }
      model = file.describe();
    }
    ExperimentSettings settings = settings(draft, decode(draft, file, model::sha256), plan);
    Experiment experiment;
    try (NewFiles files = NewFiles.of(tracker)) {
      List<WrittenSource> sources = write(draft, tokens, plan, files);
      experiment =
          tracker.transaction(
              () -> {
                Experiment created = record(draft.name(), model, settings, sources, files);
                files.moveToPlace();
                return created;
              });
      files.keep();
    }
    new KnownFile(directory(experiment).knownModel()).keep(stamp, model.sha256());
    return experiment;
  }

  private ExperimentDirectory directory(Experiment experiment) {
    return new ExperimentDirectory(tracker.directory(experiment.id()));
  }

  /**
   * A source whose tokens are on disk.
   *
   * @param tokens how many there are
   * @param sha256 of the token file
   * @param evaluationSha256 of the tokens that are evaluated on
   */
  private record WrittenSource(
      SourceInput input, CorpusSplit split, int tokens, String sha256, String evaluationSha256) {}

  private static List<WrittenSource> write(
      ExperimentDraft draft, List<int[]> tokens, CorpusPlan plan, NewFiles files) {
    List<WrittenSource> sources = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      SourceInput input = draft.sources().get(i);
      CorpusSplit split = plan.splits().get(i);
      sources.add(
          new WrittenSource(
              input,
              split,
              tokens.get(i).length,
              TokenFile.write(files.directory().tokens(input.name()), tokens.get(i)),
              Sha256.of(tokens.get(i), 0, split.evaluationTokens())));
    }
    return sources;
  }

  private void requireFree(String name) {
    if (tracker.experiments().find(name).isPresent()) {
      throw new UserException(
          "there is an experiment "
              + name
              + " already; choose another name, or: quantloop rm "
              + name);
    }
  }

  private static List<int[]> tokenize(ExperimentDraft draft, Tokenizer tokenizer) {
    return draft.sources().stream()
        .map(source -> tokenizer.tokenize(source.text().text(), false, false))
        .toList();
  }

  private static List<CorpusPlan.Counted> counted(ExperimentDraft draft, List<int[]> tokens) {
    List<CorpusPlan.Counted> counted = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      counted.add(new CorpusPlan.Counted(draft.sources().get(i).name(), tokens.get(i).length));
    }
    return counted;
  }

  /** What is asked for, or what tune has found where that is left open and memory holds it. */
  private DecodeSettings decode(
      ExperimentDraft draft, BaselineFile file, Supplier<String> modelSha256) {
    SettingValues settings = draft.settings();
    DecodeSettings asked = settings.decode();
    if (!settings.leavesTuning()) {
      return asked;
    }
    TuningKey key = TunedSettings.key(library, settings.get(Setting.LAYERS), asked.contextSize());
    Optional<TunedSettings> tuned = TunedSettings.find(tracker, key, modelSha256);
    long memory = ThisMachine.availableMemory();
    if (tuned.isEmpty()) {
      return asked;
    } else if (file.contextMemory(tuned.get().decode()).bytes() > memory) {
      notices.accept(tuned.get() + ", but memory has no room for them now");
      return asked;
    }
    notices.accept(tuned.get().toString());
    return tuned.get().decode();
  }

  private static ExperimentSettings settings(
      ExperimentDraft draft, DecodeSettings decode, CorpusPlan plan) {
    return draft
        .settings()
        .with(decode)
        .with(Setting.START, plan.startTokens())
        .with(Setting.CHUNKS, plan.evaluationChunks())
        .recorded();
  }

  /** Rows alone: other processes can't write until the transaction ends. */
  private Experiment record(
      String name,
      NewModel newModel,
      ExperimentSettings settings,
      List<WrittenSource> sources,
      NewFiles files) {
    Experiments experiments = tracker.experiments();
    ModelFile model = experiments.register(newModel);
    Experiment experiment = experiments.create(name, model.id(), settings, ProgramVersion.CURRENT);
    ExperimentDirectory place = files.takePlace(tracker.directory(experiment.id()));
    for (int position = 0; position < sources.size(); position++) {
      record(experiment, place, position, sources.get(position));
    }
    return experiment;
  }

  private void record(
      Experiment experiment, ExperimentDirectory place, int position, WrittenSource written) {
    SourceInput input = written.input();
    CorpusSplit split = written.split();
    Experiments experiments = tracker.experiments();
    Source source =
        experiments.register(
            new NewSource(
                input.name(),
                input.domain(),
                input.text().sha256(),
                input.origin(),
                Math.max(1, (int) input.text().files()),
                input.text().bytes()));
    Corpus corpus =
        experiments.addCorpus(
            experiment.id(),
            new NewCorpus(
                source.id(),
                position,
                place.tokens(input.name()),
                written.sha256(),
                written.tokens(),
                0,
                split.evaluationTokens(),
                split.firstPoolToken(),
                split.poolTokens()));
    experiments.addEvaluationSet(
        experiment.id(),
        new NewEvaluationSet(
            corpus.id(),
            input.name(),
            input.domain(),
            0,
            split.evaluationChunks(),
            written.evaluationSha256()));
  }
}
