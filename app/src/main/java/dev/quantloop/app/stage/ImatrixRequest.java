package dev.quantloop.app.stage;

import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.ModelOptions;
import java.nio.file.Path;
import java.util.List;

/**
 * What an imatrix is to be made of.
 *
 * @param model the model; null when imatrices are only merged
 * @param texts joined in this order; empty when imatrices are only merged
 * @param previous imatrix files whose sums are added, GGUF or legacy
 * @param output where the result goes
 * @param format how it is written
 * @param firstChunk chunks of the text passed over
 * @param chunkLimit chunks used at most; negative for all
 * @param processOutput also collect for {@code output.weight}
 * @param parseSpecial take names of special tokens in the text for these tokens
 */
public record ImatrixRequest(
    Path model,
    List<Path> texts,
    List<Path> previous,
    Path output,
    ImatrixFormat format,
    DecodeSettings settings,
    ModelOptions modelOptions,
    int firstChunk,
    int chunkLimit,
    boolean processOutput,
    boolean parseSpecial) {}
