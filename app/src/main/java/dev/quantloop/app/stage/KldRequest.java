package dev.quantloop.app.stage;

import dev.quantloop.llama.evaluate.ScoredPositions;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.ModelOptions;
import java.nio.file.Path;
import java.util.List;

/**
 * What is to be compared with what.
 *
 * @param baseModel the baseline, or null where a file stands for it
 * @param baseFile llama-perplexity's file of the baseline's log-probabilities, or null; with a base
 *     model it is written, else it is read
 * @param candidates models to score; empty when only the file is to be written
 * @param texts to evaluate on; unused when a file is read, which holds its tokens
 * @param chunkLimit chunks used at most; negative for all
 * @param temporaryDirectory for the baseline's logits, when not all models fit in memory
 * @param memory bytes that models and contexts may take together
 */
public record KldRequest(
    Path baseModel,
    Path baseFile,
    List<Path> candidates,
    List<Path> texts,
    DecodeSettings settings,
    ModelOptions modelOptions,
    ScoredPositions positions,
    int chunkLimit,
    Path temporaryDirectory,
    long memory) {}
