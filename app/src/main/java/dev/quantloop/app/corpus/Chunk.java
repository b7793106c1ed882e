package dev.quantloop.app.corpus;

import java.util.List;

/** A chunk of one document, or of several that are shorter. */
public record Chunk(List<Piece> pieces) {
  public Chunk {
    pieces = List.copyOf(pieces);
  }

  /** The n-th whole chunk of a document. */
  static Chunk of(int document, int n, int contextSize) {
    return new Chunk(List.of(new Piece(document, (long) n * contextSize, contextSize)));
  }
}
