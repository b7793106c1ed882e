package dev.quantloop.app.loop;

import dev.quantloop.app.UserException;
import dev.quantloop.app.chunktext.EvaluationText;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.experiment.KnownFile;
import dev.quantloop.app.experiment.LogitsSource;
import dev.quantloop.llama.evaluate.StoredBaseline;
import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.record.ChunkDocument;
import dev.quantloop.tracker.record.CorpusDocument;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.stats.ChunkPlace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The baseline of an experiment in a file of its predictions, and which of the file's chunks is
 * which of the evaluation text. Close it to let go of the file.
 */
final class StoredChunks implements AutoCloseable {
  private final LoopContext context;
  private final StoredBaseline file;
  private final int[] numbers;
  private final Map<CorpusId, int[]> byCorpus = new HashMap<>();

  private StoredChunks(LoopContext context, StoredBaseline file) {
    this.context = context;
    this.file = file;
    this.numbers = file.chunks();
  }

  /**
   * Opens the file of an experiment that has one.
   *
   * @throws UserException when it is gone or has changed
   */
  static Optional<StoredChunks> open(LoopContext context) {
    return LogitsSource.of(context.tracker(), context.experiment().id())
        .map(source -> new StoredChunks(context, checked(context, source)));
  }

  private static StoredBaseline checked(LoopContext context, LogitsSource source) {
    if (!Files.isRegularFile(source.file())) {
      throw new UserException(
          "the baseline's logits are gone: put %s back".formatted(source.inWords()));
    }
    KnownFile known = new KnownFile(context.directory().knownLogits());
    List<Path> files = List.of(source.file());
    if (!known.has(files, source.sha256())) {
      if (source.file().toFile().length() >= BaselineFile.LARGE) {
        context.report().say("reading the baseline's logits for their SHA-256: " + source.file());
      }
      String sha256 = context.engine().stop().uninterruptible(() -> known.read(files));
      if (!sha256.equals(source.sha256())) {
        throw new UserException(
            source.file()
                + " has changed since this experiment was made; make a new experiment of it");
      }
    }
    return StoredBaseline.open(source.file());
  }

  StoredBaseline file() {
    return file;
  }

  /** The file's numbers of the chunks of a text, from one of them on. */
  int[] from(EvaluationText text, int firstChunk) {
    int[] chunks = new int[text.chunks() - firstChunk];
    Arrays.setAll(chunks, i -> number(text, firstChunk + i));
    return chunks;
  }

  private int number(EvaluationText text, int chunk) {
    ChunkPlace place = text.place(chunk);
    EvaluationSet set = text.sets().get(place.set());
    int first = Math.toIntExact(set.firstToken() / text.contextSize());
    int number =
        byCorpus
            .computeIfAbsent(set.corpus(), it -> numbers(it, text.contextSize()))[
            first + place.chunk()];
    file.tokens(number)
        .filter(tokens -> !Arrays.equals(tokens, text.tokens(chunk, chunk + 1)))
        .ifPresent(
            other -> {
              throw new UserException(
                  "chunk %d of %s is not the text that this experiment evaluates on"
                      .formatted(number, file.path()));
            });
    return number;
  }

  /** For each chunk of a token file; the source's documents are the file's chunks in order. */
  private int[] numbers(CorpusId corpus, int contextSize) {
    List<CorpusDocument> documents = context.tracker().experiments().documents(corpus);
    long[] starts = new long[documents.size()];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = starts[i - 1] + documents.get(i - 1).tokens();
    }
    return context.tracker().experiments().chunkDocuments(corpus).stream()
        .filter(part -> part.position() == 0)
        .mapToInt(part -> numbers[(int) (start(part, starts) / contextSize)])
        .toArray();
  }

  private static long start(ChunkDocument part, long[] starts) {
    return starts[part.document()] + part.firstToken();
  }

  @Override
  public void close() {
    file.close();
  }
}
