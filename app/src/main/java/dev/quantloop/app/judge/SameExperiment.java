package dev.quantloop.app.judge;

import dev.quantloop.app.UserException;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.app.experiment.KnownFile;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Whether a request can go on with an experiment that is there. */
public record SameExperiment(Tracker tracker, Experiment experiment) {
  private static final String OTHER = ", or choose another --name";

  /**
   * Also lets chunks be put aside from now on, where that is asked for.
   *
   * @param sources none where they are left out
   * @throws UserException when something was given that the experiment has otherwise
   */
  public void require(List<SourceSpec> sources, SettingValues settings) {
    requireSources(sources);
    Setting.all().stream()
        .filter(setting -> setting != Setting.QUARANTINE)
        .forEach(setting -> requireSetting(setting, settings));
    if (settings.find(Setting.QUARANTINE).orElse(false)) {
      tracker.experiments().update(experiment.id(), experiment.settings().withQuarantine());
    }
  }

  /**
   * @param notices told when the file must be read
   * @throws UserException when it is an experiment on another model
   */
  public void requireModel(BaselineFile baseline, Consumer<String> notices) {
    ModelFile model = tracker.experiments().model(experiment);
    KnownFile known =
        new KnownFile(new ExperimentDirectory(tracker.directory(experiment.id())).knownModel());
    if (known.has(baseline.files(), model.sha256())) {
      return;
    }
    if (baseline.isLarge()) {
      notices.accept("reading the model for its SHA-256: " + baseline.file());
    }
    if (!baseline.sha256().equals(model.sha256())) {
      throw new UserException(
          "%s is of another model (%s); choose another --name"
              .formatted(experiment.name(), model.path()));
    }
  }

  private void requireSources(List<SourceSpec> sources) {
    List<String> recorded =
        tracker.experiments().sources(experiment.id()).stream()
            .map(source -> SourceSpec.ofOrigin(source.name(), source.domain(), source.origin()))
            .map(SourceSpec::toString)
            .toList();
    List<String> given =
        sources.stream().map(SameExperiment::absolute).map(SourceSpec::toString).toList();
    if (!given.isEmpty() && !given.equals(recorded)) {
      throw new UserException(
          "%s was made with %s, not with %s: leave the text out%s"
              .formatted(
                  experiment.name(), String.join(" ", recorded), String.join(" ", given), OTHER));
    }
  }

  /** As sources are recorded: their paths are the same from any directory. */
  private static SourceSpec absolute(SourceSpec spec) {
    return spec.withPaths(path -> Path.of(path).toAbsolutePath().normalize().toString());
  }

  private <T> void requireSetting(Setting<T> setting, SettingValues given) {
    Optional<T> recorded = SettingValues.of(experiment.settings()).find(setting);
    given
        .find(setting)
        .filter(value -> !recorded.equals(Optional.of(value)))
        .ifPresent(
            value -> {
              throw new UserException(
                  "%s was made with %s %s, not %s: leave it out%s"
                      .formatted(
                          experiment.name(),
                          setting.flag(),
                          recorded.map(setting::print).orElse(setting.standsFor()),
                          setting.print(value),
                          OTHER));
            });
  }
}
