package dev.quantloop.app.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * What the contests are about.
 *
 * @param program the words that start this program
 * @param nativeFlags flags that choose our libllama
 * @param requantize the model is quantized already and both sides must be told so
 * @param textChunks whole chunks that the text gives
 * @param chunks of the imatrix and KLD contests
 * @param batchFlags batch sizes of both sides, where not the usual ones
 * @param quants quant types of the loop; the last one is used alone in the other contests
 * @param directory scratch space
 */
public record BenchSettings(
    List<String> program,
    List<String> nativeFlags,
    PeerTools peer,
    Path model,
    boolean requantize,
    Path text,
    int textChunks,
    int chunks,
    int contextSize,
    int threads,
    List<String> batchFlags,
    List<String> quants,
    Path directory) {

  private static final int USUAL_EVALUATION_CHUNKS = 9;
  private static final int LARGEST_FIRST_CORPUS = 8;

  /** Chunks of the loop's evaluation set: the first of the text. */
  int evaluationChunks() {
    return Math.min(USUAL_EVALUATION_CHUNKS, Math.max(2, textChunks / 4));
  }

  /** Chunks of the smallest of the four corpora, of which each is twice the one before. */
  int firstCorpusChunks() {
    return Math.min(LARGEST_FIRST_CORPUS, (textChunks - evaluationChunks() - 2) / 8);
  }

  String lastQuant() {
    return quants.get(quants.size() - 1);
  }
}
