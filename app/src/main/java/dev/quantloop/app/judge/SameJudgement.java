package dev.quantloop.app.judge;

import dev.quantloop.app.UserException;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.util.List;
import java.util.Optional;

/** Whether a request can go on with an experiment that is there. */
record SameJudgement(Tracker tracker, Experiment experiment) {
  private static final String OTHER = ", or choose another --name";

  void require(JudgeFiles.Request request) {
    if (!experiment.judges()) {
      throw new UserException(
          experiment.name()
              + " is an experiment with corpora of its own; choose another --name for judging");
    }
    requireSources(request.sources());
    Setting.all().forEach(setting -> requireSetting(setting, request.settings()));
  }

  private void requireSources(List<SourceSpec> sources) {
    List<String> recorded =
        tracker.experiments().sources(experiment.id()).stream()
            .map(source -> SourceSpec.ofOrigin(source.name(), source.domain(), source.origin()))
            .map(SourceSpec::toString)
            .toList();
    List<String> given = sources.stream().map(SourceSpec::toString).toList();
    if (!given.isEmpty() && !given.equals(recorded)) {
      throw new UserException(
          "%s evaluates on %s, not on %s: leave the text out%s"
              .formatted(
                  experiment.name(), String.join(" ", recorded), String.join(" ", given), OTHER));
    }
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
