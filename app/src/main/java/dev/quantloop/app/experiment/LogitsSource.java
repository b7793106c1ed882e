package dev.quantloop.app.experiment;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingException;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceOption;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.SourceUse;
import dev.quantloop.llama.evaluate.StoredBaseline;
import dev.quantloop.llama.hdf5.LogitChunks;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Source;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The source of an experiment whose baseline's predictions are stored in a file: the file's own
 * text is what is evaluated on.
 *
 * @param name of the source
 * @param sha256 of the file
 */
public record LogitsSource(String name, Path file, String sha256) {
  /** That of an experiment, where it has one. */
  public static Optional<LogitsSource> of(Tracker tracker, ExperimentId experiment) {
    return of(tracker.experiments().sources(experiment));
  }

  /** That among the sources of an experiment. */
  public static Optional<LogitsSource> of(List<Source> sources) {
    return sources.stream().flatMap(source -> of(source).stream()).findFirst();
  }

  private static Optional<LogitsSource> of(Source source) {
    return SourceSpec.ofOrigin(source.name(), source.domain(), source.origin())
        .logits()
        .map(file -> new LogitsSource(source.name(), file, source.sha256()));
  }

  /** "baseline.kld (SHA-256 …)". */
  public String inWords() {
    return "%s (SHA-256 %s)".formatted(file, sha256);
  }

  /** As documents hold it. */
  public Map<String, Object> document() {
    return Json.object("file", file.toString(), "sha256", sha256);
  }

  /**
   * What is asked for with what follows from a file of predictions among the sources, if there is
   * one: it alone is evaluated on, in chunks of its length, and on all of them unless a number is
   * given.
   *
   * @throws UserException when something that was given contradicts the file
   */
  static ExperimentSpec adapted(ExperimentSpec spec) {
    List<SourceSpec> stored =
        spec.sources().stream().filter(source -> source.logits().isPresent()).toList();
    if (stored.isEmpty()) {
      return spec;
    } else if (stored.size() > 1 || stored.get(0).paths().size() > 1) {
      throw new UserException(
          "an experiment has one file of its baseline's logits, and no other text in that source");
    }
    List<SourceSpec> sources =
        spec.sources().stream().map(source -> served(source, stored.get(0))).toList();
    try (StoredBaseline file = StoredBaseline.open(stored.get(0).logits().orElseThrow())) {
      return new ExperimentSpec(
          spec.name(), spec.model(), sources, settings(file, spec.model(), spec.settings()));
    }
  }

  private static SourceSpec served(SourceSpec source, SourceSpec stored) {
    SourceUse own = source == stored ? SourceUse.EVALUATION : SourceUse.CALIBRATION;
    if (source.use() != SourceUse.BOTH && source.use() != own) {
      throw new UserException(
          "only the text of %s is evaluated on, whose logits are there: take ;use=%s from the source %s"
              .formatted(
                  stored.logits().orElseThrow(),
                  source.option(SourceOption.USE).orElseThrow(),
                  source.name()));
    }
    return source.with(SourceOption.USE, own.word());
  }

  private static SettingValues settings(StoredBaseline file, Path model, SettingValues given) {
    int length =
        file.chunkLength().orElseGet(() -> LogitChunks.of(file.contextSize(), model).length());
    given
        .find(Setting.CONTEXT)
        .filter(context -> context != length && context != file.contextSize())
        .ifPresent(
            context -> {
              throw new SettingException(
                  Setting.CONTEXT,
                  "%s was computed with a context of %d tokens, not %d: leave -c out"
                      .formatted(file.path(), file.contextSize(), context));
            });
    if (given.get(Setting.ALL_POSITIONS) && !file.hasAllPositions()) {
      throw new SettingException(
          Setting.ALL_POSITIONS,
          "%s has the second half of each chunk alone".formatted(file.path()));
    }
    boolean whole = given.find(Setting.CHUNKS).isEmpty();
    return given
        .with(Setting.CONTEXT, length)
        .with(Setting.WHOLE_EVALUATION, whole || given.get(Setting.WHOLE_EVALUATION));
  }
}
