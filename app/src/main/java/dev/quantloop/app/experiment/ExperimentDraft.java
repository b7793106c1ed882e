package dev.quantloop.app.experiment;

import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.open.SourceReaders;
import java.nio.file.Path;
import java.util.List;

/**
 * A new experiment with its sources, whose files are there.
 *
 * @param settings what is asked for; the rest is chosen by how much text there is
 */
public record ExperimentDraft(
    String name, Path model, List<SourceInput> sources, SettingValues settings) {
  public ExperimentDraft {
    sources = List.copyOf(sources);
  }

  /** Of what a user asks for. */
  public static ExperimentDraft of(ExperimentSpec spec, SourceReaders readers) {
    ExperimentName.require(spec.name());
    return new ExperimentDraft(
        spec.name(), spec.model(), SourceInput.of(spec.sources(), readers), spec.settings());
  }
}
