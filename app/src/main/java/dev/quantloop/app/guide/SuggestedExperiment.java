package dev.quantloop.app.guide;

import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.experiment.SourceInput;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.ExperimentSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The command that makes an experiment like this one, with a difference. */
final class SuggestedExperiment {
  private final Evidence evidence;
  private final ExperimentSettings settings;

  SuggestedExperiment(Evidence evidence) {
    this.evidence = evidence;
    this.settings = evidence.settings();
  }

  /** Whether its texts can be read again. */
  boolean repeatable() {
    return evidence.sources().stream().noneMatch(s -> SourceInput.isBuiltIn(s.origin()));
  }

  /** The name with the suffix, unless an experiment has it: then this was tried. */
  Optional<String> name(String suffix) {
    String name = evidence.name() + suffix;
    return evidence.names().contains(name) ? Optional.empty() : Optional.of(name);
  }

  /** Chunks of the pool with another split; empty where a source would be too short for it. */
  OptionalInt poolChunks(int contextSize, int evaluationChunks) {
    int chunks = 0;
    for (Corpus corpus : evidence.corpora()) {
      int evaluated = corpus.evaluationTokens() == 0 ? 0 : evaluationChunks;
      int left = (int) (corpus.tokens() / contextSize) - evaluated;
      if (left < 1) {
        return OptionalInt.empty();
      }
      chunks += left;
    }
    return OptionalInt.of(chunks);
  }

  /** With a source to be named, under the first free name; for the demo, with everything. */
  ExperimentSpec withMoreText() {
    if (!repeatable()) {
      return new ExperimentSpec(
          "mine", Path.of("MODEL"), List.of(toFillIn("text")), SettingValues.NONE);
    }
    int number = 2;
    while (name("-" + number).isEmpty()) {
      number++;
    }
    ExperimentSpec same =
        like(evidence.name() + "-" + number, settings.nCtx(), settings.evaluationChunks(), 0);
    List<SourceSpec> sources = new ArrayList<>(same.sources());
    sources.add(toFillIn("more"));
    return new ExperimentSpec(same.name(), same.model(), sources, same.settings());
  }

  /** A source whose files the user has to name. */
  private static SourceSpec toFillIn(String name) {
    return new SourceSpec(name, name, List.of("TEXT"));
  }

  /**
   * The same with another context size and other evaluation chunks.
   *
   * @param poolChunks what that leaves for calibration; 0 for no limit
   */
  ExperimentSpec like(String name, int contextSize, int evaluationChunks, int poolChunks) {
    long pool = poolChunks == 0 ? Long.MAX_VALUE : (long) poolChunks * contextSize;
    ExperimentSpec original =
        ExperimentSpec.of(evidence.experiment(), evidence.model(), evidence.sources());
    SettingValues recorded = SettingValues.of(settings);
    SettingValues changed =
        recorded
            .with(Setting.CONTEXT, contextSize)
            .with(Setting.BATCH, Math.max(contextSize, settings.nBatch()))
            .with(Setting.CHUNKS, evaluationChunks)
            .with(Setting.START, Math.min(settings.startTokens(), pool));
    Optional<Long> max = recorded.find(Setting.MAX);
    return new ExperimentSpec(
        name,
        original.model(),
        original.sources(),
        max.map(most -> changed.with(Setting.MAX, Math.min(most, pool))).orElse(changed).brief());
  }

  Proposal create(ExperimentSpec spec) {
    return new Proposal.Create(spec, evidence.libraryFlags());
  }
}
