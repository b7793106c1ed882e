package dev.quantloop.app.experiment;

import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.open.SourceReaders;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * A new experiment with its sources, whose files are there.
 *
 * @param settings what is asked for; the rest is chosen by how much text there is
 * @param ofEach chunks that each source for calibration must have, where each is a corpus of its
 *     own that is held against the others; empty where they make up one pool
 */
public record ExperimentDraft(
    String name,
    Path model,
    List<SourceInput> sources,
    SettingValues settings,
    OptionalInt ofEach) {
  public ExperimentDraft {
    sources = List.copyOf(sources);
  }

  /** One whose sources make up one pool. */
  public ExperimentDraft(
      String name, Path model, List<SourceInput> sources, SettingValues settings) {
    this(name, model, sources, settings, OptionalInt.empty());
  }

  /** The same with corpora that are held against each other. */
  public ExperimentDraft withCorporaApart(int chunks) {
    return new ExperimentDraft(name, model, sources, settings, OptionalInt.of(chunks));
  }

  /** The same with other settings. */
  public ExperimentDraft with(SettingValues other) {
    return new ExperimentDraft(name, model, sources, other, ofEach);
  }

  /** Of what a user asks for. */
  public static ExperimentDraft of(ExperimentSpec asked, SourceReaders readers) {
    ExperimentName.require(asked.name());
    ExperimentSpec spec = LogitsSource.adapted(asked);
    return new ExperimentDraft(
        spec.name(), spec.model(), SourceInput.of(spec.sources(), readers), spec.settings());
  }
}
