package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.Directories;
import dev.quantloop.app.demo.DemoExperiment;
import dev.quantloop.app.demo.DemoFiles;
import dev.quantloop.app.experiment.CorpusPlan;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.experiment.QuantizeSettings;
import dev.quantloop.app.experiment.SourceInput;
import dev.quantloop.app.loop.LoopContext;
import dev.quantloop.app.tui.form.UserPath;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.Source;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.ExperimentSummary;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a form is filled in with.
 *
 * @param sources as they are entered
 * @param values of the settings, by id
 * @param focus the row that has the focus then
 * @param untouched whether the form begins so, or the user has asked for it
 */
record Filling(
    String name,
    String model,
    List<String> sources,
    Map<String, String> values,
    String focus,
    boolean untouched) {

  /** As {@code quantloop demo} has it, which takes about a minute. */
  static Filling demo(String name, DemoFiles files, Path home) {
    ExperimentDraft draft = DemoExperiment.draft(name, files.model(), 1, -1);
    CorpusPlan.Sizes sizes = draft.sizes();
    Map<Setting, String> values = new TreeMap<>();
    values.put(
        Setting.QUANTS,
        draft.quantTypes().stream().map(Enum::name).collect(Collectors.joining(",")));
    values.put(Setting.CHUNKS, Integer.toString(sizes.evaluationChunks().orElseThrow()));
    values.put(Setting.START, Long.toString(sizes.startTokens().orElseThrow()));
    values.put(Setting.GROWTH, plain(sizes.growth()));
    values.put(Setting.MAX, Long.toString(sizes.maxTokens().orElseThrow()));
    return new Filling(
        name,
        UserPath.shortened(files.model().toString(), home),
        files.texts().entrySet().stream()
            .map(text -> source(text.getKey(), text.getKey(), text.getValue().toString(), home))
            .toList(),
        byId(values),
        CreateForm.CREATE,
        false);
  }

  /** As an experiment is, under the first free name. */
  static Filling like(Tracker tracker, ExperimentId id, Directories directories) {
    Experiment experiment = tracker.experiments().get(id);
    List<String> names =
        tracker.experiments().list(true).stream().map(ExperimentSummary::name).toList();
    Path model = tracker.experiments().model(experiment).path();
    List<Source> sources = tracker.experiments().sources(id);
    return new Filling(
        Names.free(experiment.name(), names),
        UserPath.shortened(model.toString(), directories.home()),
        sources.stream().map(source -> source(source, directories)).toList(),
        values(experiment.settings()),
        CreateForm.NAME,
        true);
  }

  /** The demo's texts, which are in no file, are unpacked. */
  private static String source(Source source, Directories directories) {
    String origin =
        SourceInput.isBuiltIn(source.origin())
            ? DemoFiles.unpack(directories.cache()).texts().get(source.name()).toString()
            : source.origin();
    return source(source.name(), source.domain(), origin, directories.home());
  }

  private static String source(String name, String domain, String paths, Path home) {
    String shown =
        List.of(paths.split(",")).stream()
            .map(path -> UserPath.shortened(path, home))
            .collect(Collectors.joining(","));
    return name + (domain.equals(name) ? "" : ":" + domain) + "=" + shown;
  }

  private static Map<String, String> values(ExperimentSettings settings) {
    DecodeSettings usual = DecodeSettings.ofContext(DecodeSettings.USUAL_CONTEXT, 1);
    Map<Setting, String> values = new TreeMap<>();
    values.put(Setting.QUANTS, String.join(",", settings.quantTypes()));
    values.put(Setting.CONTEXT, Integer.toString(settings.nCtx()));
    values.put(Setting.START, Long.toString(settings.startTokens()));
    values.put(Setting.GROWTH, plain(settings.growth()));
    settings.maxTokens().ifPresent(max -> values.put(Setting.MAX, Long.toString(max)));
    values.put(Setting.CHUNKS, Integer.toString(settings.evaluationChunks()));
    values.put(Setting.STEPS, Integer.toString(settings.plateauK()));
    values.put(Setting.THRESHOLD, plain(settings.tau()));
    values.put(Setting.THREADS, Integer.toString(settings.threads()));
    put(
        values,
        Setting.FLASH_ATTENTION,
        !settings.flashAttention().equals(usual.flashAttention().word()),
        settings.flashAttention());
    put(values, Setting.LAYERS, settings.gpuLayers() >= 0, Integer.toString(settings.gpuLayers()));
    put(
        values,
        Setting.BATCH,
        settings.nBatch() != usual.batchSize(),
        Integer.toString(settings.nBatch()));
    put(
        values,
        Setting.MICRO_BATCH,
        settings.nUbatch() != usual.ubatchSize(),
        Integer.toString(settings.nUbatch()));
    put(
        values,
        Setting.ALL_POSITIONS,
        settings.scoredPositions().equals(LoopContext.ALL_POSITIONS),
        "on");
    put(values, Setting.PROCESS_OUTPUT, settings.processOutput(), "on");
    quantize(values, QuantizeSettings.ofJson(settings.quantizeOptions()));
    return byId(values);
  }

  private static void quantize(Map<Setting, String> values, QuantizeSettings options) {
    put(
        values,
        Setting.EMBEDDING_TYPE,
        options.tokenEmbeddingType() != null,
        options.tokenEmbeddingType());
    put(
        values,
        Setting.OUTPUT_TYPE,
        options.outputTensorType() != null,
        options.outputTensorType());
    values.put(Setting.TENSOR_TYPES, String.join(" ", options.tensorTypes()));
    put(values, Setting.PURE, options.pure(), "on");
    put(values, Setting.LEAVE_OUTPUT, options.leaveOutputTensor(), "on");
    put(values, Setting.REQUANTIZE, options.allowRequantize(), "on");
  }

  private static void put(
      Map<Setting, String> values, Setting setting, boolean wanted, String text) {
    values.put(setting, wanted ? text : "");
  }

  private static Map<String, String> byId(Map<Setting, String> values) {
    Map<String, String> byId = new TreeMap<>();
    values.forEach((setting, text) -> byId.put(setting.id(), text));
    return byId;
  }

  /** 2 for 2.0. */
  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
