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
 * @param loop its corpora and its evaluation
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
    LoopShape loop,
    Path directory) {
  String lastQuant() {
    return quants.get(quants.size() - 1);
  }
}
