package dev.quantloop.app.stage;

import dev.quantloop.llama.evaluate.ScoredPositions;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.ModelOptions;

/**
 * How a text is run through models.
 *
 * @param firstChunk chunks of the text passed over
 * @param chunkLimit chunks used at most; negative for all
 */
public record StageSettings(
    DecodeSettings decode,
    ModelOptions model,
    ScoredPositions positions,
    int firstChunk,
    int chunkLimit) {
  public int contextSize() {
    return decode.contextSize();
  }
}
