package dev.quantloop.app.create;

import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.UserException;
import dev.quantloop.app.corpus.ReadingListener;
import dev.quantloop.app.corpus.TokenCache;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.experiment.CorpusPlan;
import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.experiment.ExperimentName;
import dev.quantloop.app.experiment.KnownFile;
import dev.quantloop.app.experiment.SourceInput;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.loop.ExperimentPlan;
import dev.quantloop.app.loop.LoopContext;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.app.setting.EffectiveSettings;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceUse;
import dev.quantloop.app.tune.TunedSettings;
import dev.quantloop.llama.evaluate.StoredBaseline;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.DeviceSplit;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.NewModel;
import dev.quantloop.tracker.record.TuningKey;
import dev.quantloop.tracker.service.Experiments;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
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
  private final TokenCache cache;
  private final ReadingListener listener;
  private final Consumer<String> notices;

  /**
   * @param cache of the ids of texts
   * @param listener told how far the sources are read
   * @param notices told, in a line each, of what takes long and what the user should know
   */
  public CreateExperiment(
      Tracker tracker,
      LlamaLibrary library,
      TokenCache cache,
      ReadingListener listener,
      Consumer<String> notices) {
    this.tracker = tracker;
    this.library = library;
    this.cache = cache;
    this.listener = listener;
    this.notices = notices;
  }

  /**
   * Checks as much as {@link #create} does, and says what it would come to; nothing is recorded.
   *
   * @return whole lines: the sources, the corpora, then how the models would be used
   */
  public List<String> rehearse(ExperimentDraft asked) {
    BaselineFile file = checked(asked);
    ExperimentDraft draft = withNextnType(asked, file);
    List<String> lines = new ArrayList<>(outlook(draft, file).lines());
    try (Model vocabulary = Model.load(library, draft.model(), ModelOptions.VOCABULARY);
        DrawnCorpora drawn = drawn(draft, vocabulary)) {
      ExperimentSettings settings = settings(drawn, decode(draft, file, file::sha256));
      lines.addAll(SampleReport.of(drawn, draft.settings().get(Setting.KEEP_OVERLAP)));
      lines.add(corpora(drawn.plan()));
      lines.addAll(
          ExperimentPlan.of(
              file.file(),
              vocabulary.vocabularySize(),
              isStored(draft) ? 0 : drawn.plan().allEvaluationChunks(),
              settings,
              LoopContext.budget(library, settings, DeviceSplit.DEFAULT)));
      return lines;
    }
  }

  private DrawnCorpora drawn(ExperimentDraft draft, Model vocabulary) {
    return DrawnCorpora.of(
        draft,
        VocabularyTokenizer.text(vocabulary),
        new VocabularyTokenizer(vocabulary, ThisMachine.mostThreads()),
        cache,
        tracker.dataDirectory(),
        listener);
  }

  private QuantOutlook outlook(ExperimentDraft draft, BaselineFile file) {
    return new QuantOutlook(library, file.gguf(), draft.settings());
  }

  private static String corpora(CorpusPlan plan) {
    return "corpora: %s tokens; evaluation on %s, %d tokens each"
        .formatted(
            plan.chunkCounts().stream()
                .map(chunks -> Numbers.count((double) chunks * plan.contextSize()))
                .collect(Collectors.joining(", ")),
            plan.evaluationInWords(),
            plan.contextSize());
  }

  private static boolean isStored(ExperimentDraft draft) {
    return draft.sources().stream().anyMatch(SourceInput::isLogits);
  }

  private BaselineFile checked(ExperimentDraft draft) {
    ExperimentName.require(draft.name());
    requireFree(draft.name());
    SettingValues settings = draft.settings();
    if (!settings.get(Setting.QUANTS).isEmpty() && draft.ofEach().isEmpty()) {
      SourceUse.requireBothSides(draft.sources().stream().map(SourceInput::use).toList());
    }
    boolean needsWeights = !settings.get(Setting.QUANTS).isEmpty() || !isStored(draft);
    BaselineFile file =
        needsWeights
            ? BaselineFile.read(draft.model(), settings.decode(), settings.get(Setting.REQUANTIZE))
            : BaselineFile.openVocabulary(draft.model());
    EffectiveSettings.require(settings, settings.get(Setting.QUANTS), file.tensors());
    return file;
  }

  /** What no calibration reaches gets its type by rule; a judging experiment quantizes nothing. */
  private static ExperimentDraft withNextnType(ExperimentDraft draft, BaselineFile file) {
    List<QuantType> types = draft.settings().get(Setting.QUANTS);
    return types.isEmpty() ? draft : draft.with(draft.settings().withNextnType(file.gguf(), types));
  }

  public Experiment create(ExperimentDraft asked) {
    BaselineFile file = checked(asked);
    ExperimentDraft draft = withNextnType(asked, file);
    outlook(draft, file).lines().forEach(notices);
    Optional<String> stamp = KnownFile.stamp(file.files());
    try (Model vocabulary = Model.load(library, draft.model(), ModelOptions.VOCABULARY);
        DrawnCorpora drawn = drawn(draft, vocabulary)) {
      SampleReport.of(drawn, draft.settings().get(Setting.KEEP_OVERLAP)).forEach(notices);
      drawn
          .sources()
          .sources()
          .forEach(
              read ->
                  read.input()
                      .logits()
                      .ifPresent(
                          logits ->
                              requireSound(logits, read.source().tokens(), draft.settings())));
      if (file.isLarge()) {
        notices.accept("reading the model for its SHA-256: " + draft.model());
      }
      NewModel model = file.describe();
      ExperimentSettings settings = settings(drawn, decode(draft, file, model::sha256));
      Experiment experiment = record(draft.name(), model, settings, drawn);
      new KnownFile(directory(experiment).knownModel()).keep(stamp, model.sha256());
      return experiment;
    }
  }

  /**
   * What is damaged inside would otherwise show when a run is under way.
   *
   * @param tokens of the text of the logits, which ends with its last whole chunk
   */
  private void requireSound(Path logits, long tokens, SettingValues settings) {
    int length = settings.get(Setting.CONTEXT);
    if (logits.toFile().length() >= BaselineFile.LARGE) {
      notices.accept("checking the logits: " + logits);
    }
    try (StoredBaseline base = StoredBaseline.open(logits)) {
      base.requireSound(
          length, tokens / length, settings.positions(), settings.get(Setting.QUARANTINE));
    }
  }

  private Experiment record(
      String name, NewModel model, ExperimentSettings settings, DrawnCorpora drawn) {
    try (NewFiles files = NewFiles.of(tracker)) {
      List<NewSourceRows> sources = write(drawn, settings.nCtx(), files);
      Experiment experiment =
          tracker.transaction(
              () -> {
                Experiment created = record(name, model, settings, sources, files);
                files.moveToPlace();
                return created;
              });
      files.keep();
      return experiment;
    }
  }

  private ExperimentDirectory directory(Experiment experiment) {
    return new ExperimentDirectory(tracker.directory(experiment.id()));
  }

  private static List<NewSourceRows> write(DrawnCorpora drawn, int contextSize, NewFiles files) {
    List<NewSourceRows> sources = new ArrayList<>();
    for (int i = 0; i < drawn.samples().size(); i++) {
      ReadSources.Read read = drawn.sources().sources().get(i);
      sources.add(
          NewSourceRows.write(
              read,
              drawn.samples().get(i),
              contextSize,
              files.directory().tokens(read.input().name())));
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

  private static ExperimentSettings settings(DrawnCorpora drawn, DecodeSettings decode) {
    return drawn
        .settings()
        .with(decode)
        .with(Setting.START, drawn.plan().startTokens())
        .with(Setting.CHUNKS, drawn.plan().evaluationChunks())
        .recorded();
  }

  /** Rows alone: other processes can't write until the transaction ends. */
  private Experiment record(
      String name,
      NewModel newModel,
      ExperimentSettings settings,
      List<NewSourceRows> sources,
      NewFiles files) {
    Experiments experiments = tracker.experiments();
    ModelFile model = experiments.register(newModel);
    Experiment experiment = experiments.create(name, model.id(), settings, ProgramVersion.CURRENT);
    ExperimentDirectory place = files.takePlace(tracker.directory(experiment.id()));
    for (int position = 0; position < sources.size(); position++) {
      sources.get(position).insert(experiments, experiment.id(), place, position);
    }
    return experiment;
  }
}
