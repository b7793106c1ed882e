package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.experiment.CorpusPlan;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.format.Amounts;
import dev.quantloop.app.tui.form.Form;
import dev.quantloop.llama.evaluate.ScoredPositions;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.FlashAttention;
import dev.quantloop.llama.quantize.QuantType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The settings of a form as figures; a text that is none counts as empty, for its row says so. The
 * defaults are those of {@code quantloop new}.
 */
record FormValues(Form form) {
  private static final int ALL_LAYERS = -1;

  /** What is wrong with a setting. */
  Optional<String> problem(Setting setting) {
    return setting.problem(form.text(setting.id()));
  }

  boolean hasProblem() {
    return Arrays.stream(Setting.values()).anyMatch(setting -> problem(setting).isPresent());
  }

  private Optional<String> text(Setting setting) {
    String text = form.text(setting.id());
    return text.isEmpty() || problem(setting).isPresent() ? Optional.empty() : Optional.of(text);
  }

  private OptionalInt count(Setting setting) {
    return text(setting).map(t -> OptionalInt.of(Integer.parseInt(t))).orElse(OptionalInt.empty());
  }

  private OptionalLong tokens(Setting setting) {
    return text(setting).map(Amounts::tokens).orElse(OptionalLong.empty());
  }

  CorpusPlan.Sizes sizes() {
    return new CorpusPlan.Sizes(
        decode().contextSize(),
        count(Setting.CHUNKS),
        tokens(Setting.START),
        text(Setting.GROWTH).map(Double::parseDouble).orElse((double) ExperimentDraft.USUAL_GROWTH),
        tokens(Setting.MAX));
  }

  DecodeSettings decode() {
    DecodeSettings usual = DecodeSettings.ofContext(DecodeSettings.USUAL_CONTEXT, 1);
    return new DecodeSettings(
        count(Setting.CONTEXT).orElse(usual.contextSize()),
        count(Setting.BATCH).orElse(usual.batchSize()),
        count(Setting.MICRO_BATCH).orElse(usual.ubatchSize()),
        threads().orElse(usual.threads()),
        text(Setting.FLASH_ATTENTION).map(FlashAttention::parse).orElse(usual.flashAttention()));
  }

  OptionalInt threads() {
    return count(Setting.THREADS);
  }

  int gpuLayers() {
    return text(Setting.LAYERS)
        .filter(text -> !text.startsWith("a"))
        .map(Integer::parseInt)
        .orElse(ALL_LAYERS);
  }

  ScoredPositions positions() {
    return form.has(Setting.ALL_POSITIONS.id()) ? ScoredPositions.ALL : ScoredPositions.SECOND_HALF;
  }

  boolean allowsQuantized() {
    return form.has(Setting.REQUANTIZE.id());
  }

  List<QuantType> quantTypes() {
    String text = form.text(Setting.QUANTS.id());
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(",")).map(QuantType::parse).toList();
  }
}
