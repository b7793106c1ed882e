package dev.quantloop.app.tui.screen;

import dev.quantloop.app.Directories;
import dev.quantloop.app.chunktext.ChunkText;
import dev.quantloop.app.create.SourceTokens;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.guide.Proposal;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.tui.Preferences;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.ChunkScore;
import dev.quantloop.tracker.view.RankingRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** For screens that start nothing in a test; others do what they are to do instead. */
public class NoWork implements ProgramActions {
  /** ScreenServices with preferences that begin empty, beside the database. */
  public static ScreenServices beside(Path database) {
    Path file = database.resolveSibling("config").resolve("interface.properties");
    return new ScreenServices(
        new NoWork(), new Preferences(file), database, Directories.of(System.getenv()));
  }

  @Override
  public void run(Tracker tracker, Experiment experiment) {
    throw new AssertionError("nothing should be started");
  }

  @Override
  public String carryOut(Proposal proposal) {
    throw new AssertionError("no command should be carried out");
  }

  @Override
  public ChunkText chunkText(String experiment, RankingRow quant, ChunkScore chunk) {
    throw new AssertionError("no text should be read");
  }

  @Override
  public void countTokens(Path model, List<SourceSpec> sources, Consumer<SourceTokens> counted) {
    throw new AssertionError("nothing should be counted");
  }

  @Override
  public Optional<List<String>> plan(ExperimentSpec spec) {
    throw new AssertionError("nothing should be planned");
  }

  @Override
  public Optional<Map<String, Object>> reportSources(ExperimentSpec spec) {
    throw new AssertionError("no sources should be read");
  }

  @Override
  public Optional<Map<String, Object>> buildCorpus(
      ExperimentSpec spec, String tokens, Path output) {
    throw new AssertionError("no corpus should be built");
  }

  @Override
  public void endCorpus() {
    throw new AssertionError("nothing should be ended");
  }

  @Override
  public void create(ExperimentSpec spec) {
    throw new AssertionError("nothing should be created");
  }

  @Override
  public int runInTerminal(List<String> arguments) {
    throw new AssertionError("no command should be started");
  }
}
