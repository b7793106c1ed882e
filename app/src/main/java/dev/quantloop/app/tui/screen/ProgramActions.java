package dev.quantloop.app.tui.screen;

import dev.quantloop.app.chunktext.ChunkText;
import dev.quantloop.app.create.SourceTokens;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.guide.Proposal;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.ChunkScore;
import dev.quantloop.tracker.view.RankingRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What is done in other processes. Called on a thread that may wait. */
public interface ProgramActions {
  /** Starts a run that goes on until the plateau or the pool's end; returns when it is at work. */
  void run(Tracker tracker, Experiment experiment);

  /**
   * Does what the guide proposes, on the same database; a run that it starts goes on by itself.
   *
   * @return what has been done, in a line
   * @throws dev.quantloop.app.UserException in a line, when it fails
   */
  String carryOut(Proposal proposal);

  /**
   * The text of an evaluation chunk, which takes the model's vocabulary.
   *
   * @param experiment its name
   * @param quant whose divergence comes with it
   * @throws dev.quantloop.app.UserException saying why it can't be had
   */
  ChunkText chunkText(String experiment, RankingRow quant, ChunkScore chunk);

  /**
   * Counts the tokens that sources are for a model, as a new experiment would read them. Only the
   * latest count is of interest: it ends the one that is going on.
   *
   * @param counted takes each count as soon as it is known, in the order of the sources; not all
   *     come if another count has ended this one
   * @throws dev.quantloop.app.UserException in one line
   */
  void countTokens(Path model, List<SourceSpec> sources, Consumer<SourceTokens> counted);

  /**
   * How a new experiment's models would be used, and why. Only the latest plan is of interest: it
   * ends the one that is being made.
   *
   * @return lines, the most important first; empty if another plan has ended this one
   * @throws dev.quantloop.app.UserException in one line
   */
  Optional<List<String>> plan(ExperimentSpec spec);

  /**
   * What sources hold, and how they would be split, as {@code corpus report --json} prints it.
   *
   * @return empty if it was ended
   * @throws dev.quantloop.app.UserException in one line
   */
  Optional<Map<String, Object>> reportSources(ExperimentSpec spec);

  /**
   * Builds one corpus of sources.
   *
   * @param tokens of it, as they are typed; empty for as many as there can be
   * @return what {@code corpus build --json} prints; empty if it was ended
   * @throws dev.quantloop.app.UserException in one line
   */
  Optional<Map<String, Object>> buildCorpus(ExperimentSpec spec, String tokens, Path output);

  /** Ends the report, or the corpus, that is being made. */
  void endCorpus();

  /**
   * Creates an experiment in the same database.
   *
   * @throws dev.quantloop.app.UserException in one line, when it was not created
   */
  void create(ExperimentSpec spec);

  /**
   * Runs a command on this process's own terminal until it ends.
   *
   * @param arguments the command line without the program's name
   * @return its exit status
   * @throws dev.quantloop.app.UserException if it can't be started
   */
  int runInTerminal(List<String> arguments);
}
