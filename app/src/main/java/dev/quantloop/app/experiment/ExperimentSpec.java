package dev.quantloop.app.experiment;

import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.Source;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A new experiment as it is asked for: by the command line, by the form, or by the guide.
 *
 * @param settings what is asked for; the rest is chosen by the program
 */
public record ExperimentSpec(
    String name, Path model, List<SourceSpec> sources, SettingValues settings) {
  public ExperimentSpec {
    sources = List.copyOf(sources);
  }

  /** As an experiment on record was asked for, without what would hold anyway. */
  public static ExperimentSpec of(Experiment experiment, ModelFile model, List<Source> sources) {
    return new ExperimentSpec(
        experiment.name(),
        model.path(),
        sources.stream().map(ExperimentSpec::spec).toList(),
        SettingValues.of(experiment.settings()).brief());
  }

  private static SourceSpec spec(Source source) {
    return SourceSpec.ofOrigin(source.name(), source.domain(), source.origin());
  }

  /** The same under another name. */
  public ExperimentSpec named(String other) {
    return new ExperimentSpec(other, model, sources, settings);
  }

  /** As another process is given it, in types that JSON has; {@link #of} reads it. */
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", name);
    document.put("model", model.toString());
    document.put("sources", sources.stream().map(SourceSpec::toString).toList());
    document.put("settings", settings.texts());
    return document;
  }

  public static ExperimentSpec of(Map<String, ?> document) {
    Map<String, String> settings = new LinkedHashMap<>();
    ((Map<?, ?>) document.get("settings"))
        .forEach((id, text) -> settings.put((String) id, (String) text));
    return new ExperimentSpec(
        (String) document.get("name"),
        Path.of((String) document.get("model")),
        ((List<?>) document.get("sources"))
            .stream().map(source -> SourceSpec.parse((String) source)).toList(),
        SettingValues.parse(settings));
  }
}
