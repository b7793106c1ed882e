package dev.quantloop.app.experiment;

import dev.quantloop.app.UserException;
import dev.quantloop.llama.evaluate.ScoredPositions;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.quantize.QuantType;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a person asks of a new experiment; what is left empty is chosen by how much text there is.
 *
 * @param decode how text is pushed through the models
 * @param tunable whether of that only the context is asked for, and settings that tune has found
 *     may take the place of the rest
 * @param growth factor from one corpus to the next
 * @param plateauSteps steps in a row that make a plateau
 * @param plateauThreshold relative improvement below which a step is small, 0.01 = 1 %
 */
public record ExperimentDraft(
    String name,
    Path model,
    List<SourceInput> sources,
    List<QuantType> quantTypes,
    DecodeSettings decode,
    boolean tunable,
    int gpuLayers,
    ScoredPositions positions,
    boolean processOutput,
    QuantizeSettings quantize,
    OptionalInt evaluationChunks,
    OptionalLong startTokens,
    double growth,
    OptionalLong maxTokens,
    int plateauSteps,
    double plateauThreshold) {
  public static final int DEFAULT_PLATEAU_STEPS = 2;
  public static final double DEFAULT_PLATEAU_THRESHOLD = 0.01;

  /** How many times as large each next corpus is when nothing is said. */
  public static final int USUAL_GROWTH = 2;

  /** Evaluation chunks of a source when nothing is said: this many, or a third of it. */
  public static final int USUAL_EVALUATION_CHUNKS = 40;

  /** Tokens of the first corpus when nothing is said: this many, or a sixteenth of the pool. */
  public static final long USUAL_START_TOKENS = 8192;

  public ExperimentDraft {
    sources = List.copyOf(sources);
    quantTypes = List.copyOf(quantTypes);
    if (quantTypes.isEmpty()) {
      throw new UserException("an experiment needs a quant type: name one with --quants");
    }
    if (plateauSteps < 1) {
      throw new UserException("--plateau-steps must be at least 1, not " + plateauSteps);
    }
  }

  /** What is asked of the corpora. */
  public CorpusPlan.Sizes sizes() {
    return new CorpusPlan.Sizes(
        decode.contextSize(), evaluationChunks, startTokens, growth, maxTokens);
  }
}
