package dev.quantloop.app.corpus;

import dev.quantloop.tracker.record.DocumentPart;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A source that has been split.
 *
 * @param source with the documents that the split knows, sections of texts included
 * @param evaluation chunks that every quant is evaluated on
 * @param search chunks that are kept back for choosing recipes
 * @param heldOut chunks that are kept back for the final figures
 * @param pool chunks in the order in which corpora take them
 * @param parts what each document serves
 * @param reasons why a document was left out; null for the others
 * @param overlap documents of the pool that repeat evaluation text, whether left out or kept
 * @param overlapKept whether those stay in the pool
 * @param nearDuplicates documents that nearly repeat an earlier one
 * @param sections how many of the documents are sections of a text
 */
public record SourceSample(
    ReadSource source,
    List<Chunk> evaluation,
    List<Chunk> search,
    List<Chunk> heldOut,
    List<Chunk> pool,
    List<DocumentPart> parts,
    List<String> reasons,
    int overlap,
    boolean overlapKept,
    int nearDuplicates,
    int sections) {
  /** Why a document was left out that an earlier one repeats; that one's name follows. */
  static final String COPY = "the same text as ";

  /** Why a document of a source for evaluation alone was left out. */
  static final String NOT_DRAWN = "not drawn, and its source is for evaluation alone";

  /** A reason why a document was left out, without what is told of that document alone. */
  public static String reasonInShort(String reason) {
    return reason.startsWith(COPY) ? "with the text of an earlier one" : reason;
  }

  public CorpusSplit split(int contextSize) {
    return new CorpusSplit(
        source.name(), contextSize, evaluation.size(), search.size() + heldOut.size(), pool.size());
  }

  /** All chunks, as they stand in the token file. */
  public List<Chunk> chunks() {
    return Stream.of(evaluation, search, heldOut, pool).flatMap(List::stream).toList();
  }

  /** How many documents serve a part. */
  public long documents(DocumentPart part) {
    return parts.stream().filter(one -> one == part).count();
  }

  /** How many documents were left out because an earlier one has the same text. */
  public long copies() {
    return reasons.stream().filter(reason -> reason != null && reason.startsWith(COPY)).count();
  }

  /** How many documents a list of chunks is from. */
  public static long documentsOf(List<Chunk> chunks) {
    return chunks.stream()
        .flatMap(chunk -> chunk.pieces().stream())
        .mapToInt(Piece::document)
        .distinct()
        .count();
  }

  /** The tokens of a chunk. */
  public int[] tokens(Chunk chunk) {
    return chunk.pieces().stream()
        .flatMapToInt(piece -> Arrays.stream(source.tokens(piece)))
        .toArray();
  }
}
