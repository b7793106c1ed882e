package dev.quantloop.app.experiment;

import dev.quantloop.app.setting.SettingValues;
import java.nio.file.Path;
import java.util.List;

/**
 * A new experiment with its texts, which have been read.
 *
 * @param settings what is asked for; the rest is chosen by how much text there is
 */
public record ExperimentDraft(
    String name, Path model, List<SourceInput> sources, SettingValues settings) {
  public ExperimentDraft {
    sources = List.copyOf(sources);
  }
}
