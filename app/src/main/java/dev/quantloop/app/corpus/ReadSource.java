package dev.quantloop.app.corpus;

import dev.quantloop.app.source.SourceUse;
import java.util.List;
import java.util.Map;

/**
 * A source whose documents have been read.
 *
 * @param spool where their tokens are
 * @param bytes of all texts
 * @param characters of all texts
 * @param scripts characters by script, such as LATIN, without what all scripts share
 * @param use which side of the split it serves
 * @param complete whether nothing of the source was left unread
 */
public record ReadSource(
    String name,
    List<ReadDocument> documents,
    TokenSpool spool,
    long bytes,
    long characters,
    Map<Character.UnicodeScript, Long> scripts,
    SourceUse use,
    boolean complete) {
  public ReadSource {
    documents = List.copyOf(documents);
    scripts = Map.copyOf(scripts);
  }

  public long tokens() {
    return documents.stream().mapToLong(ReadDocument::tokens).sum();
  }

  public long[] lengths() {
    return documents.stream().mapToLong(ReadDocument::tokens).toArray();
  }

  /** The tokens of a part of a document. */
  public int[] tokens(Piece piece) {
    return spool.read(documents.get(piece.document()).firstToken() + piece.first(), piece.tokens());
  }

  /** The same with other documents, of the same tokens. */
  ReadSource with(List<ReadDocument> others) {
    return new ReadSource(name, others, spool, bytes, characters, scripts, use, complete);
  }

  /** The same for one side of the split, or both. */
  public ReadSource serving(SourceUse side) {
    return new ReadSource(name, documents, spool, bytes, characters, scripts, side, complete);
  }
}
