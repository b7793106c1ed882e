package dev.quantloop.llama.evaluate;

import dev.quantloop.llama.AbortSignal;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.NotFiniteException;
import dev.quantloop.llama.hdf5.LogitsFile;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.score.KldBaseFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A baseline's predictions in a file: llama-gguf-optimize's HDF5 logits, or the log-probabilities
 * of llama-perplexity. They are of chunks of tokens, which have numbers in the file. Close it to
 * let go of the file.
 */
public interface StoredBaseline extends AutoCloseable {
  /**
   * Opens a file of either kind.
   *
   * @throws LlamaException when it cannot be read, is neither, or is damaged
   */
  static StoredBaseline open(Path file) {
    if (LogitsFile.isHdf5(file)) {
      return new OfLogits(LogitsFile.open(file));
    } else if (KldBaseFile.isOne(file)) {
      return new OfLogProbabilities(KldBaseFile.open(file));
    }
    throw new LlamaException(
        file
            + " is no file of logits: neither HDF5 nor llama-perplexity's base log-probabilities (_logits_)");
  }

  Path path();

  int vocabularySize();

  /** The context that it was computed with, which chunks need not fill. */
  int contextSize();

  /** Chunks of the text, whether their predictions are there or not. */
  int chunkCount();

  /** The numbers of the chunks whose predictions are there, in their order. */
  int[] chunks();

  /** The tokens of a chunk; empty where the file does not hold them. */
  Optional<int[]> tokens(int chunk);

  /** The length of its chunks that are whole; empty where it does not hold their tokens. */
  default OptionalInt chunkLength() {
    return Arrays.stream(chunks())
        .flatMap(chunk -> tokens(chunk).stream().mapToInt(tokens -> tokens.length))
        .max();
  }

  /** Whether it has those of any other positions than a chunk's second half. */
  boolean hasAllPositions();

  /**
   * Reads all predictions that can be scored, which opening the file does not.
   *
   * @param length tokens of a whole chunk; shorter ones are not scored
   * @param whole how many chunks of its text are whole, of those whose predictions are there; tells
   *     whether the last one is where the file does not hold its tokens
   * @param putAside whether chunks that are not finite will be put aside
   * @throws NotFiniteException if a chunk is not finite, and is not to be put aside
   * @throws LlamaException if a part of the file is damaged
   */
  default void requireSound(int length, long whole, ScoredPositions positions, boolean putAside) {
    boolean allWhole = whole == chunks().length;
    for (int chunk : chunks()) {
      boolean isWhole =
          tokens(chunk)
              .map(own -> own.length == length)
              .orElse(allWhole || chunk < chunkCount() - 1);
      try {
        if (isWhole) {
          requireSound(chunk, length, positions);
        }
      } catch (NotFiniteException e) {
        if (!putAside) {
          throw e;
        }
      }
    }
  }

  /** The same of one chunk, which is whole. */
  void requireSound(int chunk, int length, ScoredPositions positions);

  /**
   * Scores models against it.
   *
   * @param chunks the file's number of each chunk of the text
   * @param settings whose context is the length of a chunk
   */
  KldPass pass(
      int[] chunks,
      List<Model> candidates,
      DecodeSettings settings,
      ScoredPositions positions,
      AbortSignal abort);

  @Override
  void close();

  /** Logits in llama-gguf-optimize's file. */
  record OfLogits(LogitsFile file) implements StoredBaseline {
    @Override
    public Path path() {
      return file.path();
    }

    @Override
    public int vocabularySize() {
      return file.vocabularySize();
    }

    @Override
    public int contextSize() {
      return file.contextSize();
    }

    @Override
    public int chunkCount() {
      return file.chunkCount();
    }

    @Override
    public int[] chunks() {
      return file.chunks();
    }

    @Override
    public Optional<int[]> tokens(int chunk) {
      int first = chunk * file.contextSize();
      return file.tokens()
          .map(
              all ->
                  Arrays.stream(all, first, first + file.contextSize())
                      .takeWhile(id -> id >= 0)
                      .toArray());
    }

    @Override
    public boolean hasAllPositions() {
      return true;
    }

    @Override
    public void requireSound(int chunk, int length, ScoredPositions positions) {
      int first = positions.first(length);
      file.requireSound(new LogitsFile.Span(chunk, first, positions.count(length)));
    }

    @Override
    public KldPass pass(
        int[] chunks,
        List<Model> candidates,
        DecodeSettings settings,
        ScoredPositions positions,
        AbortSignal abort) {
      return KldPass.open(file, chunks, candidates, settings, positions, abort);
    }

    @Override
    public void close() {
      file.close();
    }
  }

  /** Log-probabilities in llama-perplexity's file. */
  record OfLogProbabilities(KldBaseFile file) implements StoredBaseline {
    @Override
    public Path path() {
      return file.path();
    }

    @Override
    public int vocabularySize() {
      return file.vocabularySize();
    }

    @Override
    public int contextSize() {
      return file.contextSize();
    }

    @Override
    public int chunkCount() {
      return file.chunkCount();
    }

    @Override
    public int[] chunks() {
      return IntStream.range(0, file.chunkCount()).toArray();
    }

    @Override
    public Optional<int[]> tokens(int chunk) {
      return Optional.of(file.tokens(chunk));
    }

    @Override
    public boolean hasAllPositions() {
      return false;
    }

    @Override
    public void requireSound(int chunk, int length, ScoredPositions positions) {
      file.requireSound(chunk);
    }

    @Override
    public KldPass pass(
        int[] chunks,
        List<Model> candidates,
        DecodeSettings settings,
        ScoredPositions positions,
        AbortSignal abort) {
      return KldPass.open(file, chunks, candidates, settings, abort);
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
