package dev.quantloop.app.bench;

import dev.quantloop.app.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the contests are about.
 *
 * @param program the words that start this program
 * @param nativeFlags flags that choose our libllama
 * @param peer the directory of llama.cpp's tools
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
    Path peer,
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
  static final String IMATRIX = "llama-imatrix";
  static final String QUANTIZE = "llama-quantize";
  static final String PERPLEXITY = "llama-perplexity";

  /**
   * The directory as an absolute path.
   *
   * @throws UserException naming the first tool that is not there
   */
  public static Path peer(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    for (String tool : List.of(IMATRIX, QUANTIZE, PERPLEXITY)) {
      if (!Files.isExecutable(absolute.resolve(tool))) {
        throw new UserException(
            "no program " + tool + " in " + absolute + ": --peer names llama.cpp's build/bin");
      }
    }
    return absolute;
  }

  String lastQuant() {
    return quants.get(quants.size() - 1);
  }

  /**
   * The corpora and the evaluation of the loop.
   *
   * @param corpora each twice as large as the one before
   * @param firstChunks chunks of the smallest corpus
   * @param evaluationChunks the first of the text; the corpora follow them
   */
  public record LoopShape(int corpora, int firstChunks, int evaluationChunks) {
    public static final int USUAL_CORPORA = 4;
    private static final int USUAL_EVALUATION_CHUNKS = 9;
    private static final int LARGEST_FIRST_CORPUS = 8;

    /**
     * What a text of so many chunks gives when nothing is asked for; no corpus if it is too short.
     */
    public static LoopShape usual(int textChunks) {
      int evaluation = Math.min(USUAL_EVALUATION_CHUNKS, Math.max(2, textChunks / 4));
      int first = Math.min(LARGEST_FIRST_CORPUS, (textChunks - evaluation - 2) / 8);
      return new LoopShape(USUAL_CORPORA, first, evaluation);
    }

    /** Chunks of the largest corpus. */
    int largestChunks() {
      long largest = (long) firstChunks << Math.min(corpora - 1, Integer.SIZE - 1);
      return (int) Math.min(largest, Integer.MAX_VALUE / 2);
    }

    /** Chunks that the text must have. */
    int chunks() {
      return evaluationChunks + largestChunks();
    }
  }
}
