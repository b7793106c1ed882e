package dev.quantloop.llama.model;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.model.Seams.Piece;
import dev.quantloop.llama.model.Seams.PieceTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Cuts a text, read from a stream, into pieces whose tokens, one after the other, are those of the
 * whole. A piece is longer than usual where there is no place to cut, and no more of the text than
 * that is held. Used by one thread.
 */
final class TextPieces {
  /** Bytes of a piece where there is a place to cut. */
  static final int USUAL = 16 << 10;

  /** Bytes after a place that are looked at. */
  private static final int AHEAD = 2 << 10;

  private static final int LONGEST = 1 << 30;
  private static final int TRIES = 8;
  private static final int STRIDE = 256;

  private final InputStream text;
  private final int usual;
  private final Supplier<Seams> seams;
  private final PieceTokenizer tokenizer;
  // What was read and is not yet part of a piece, after the last bytes of the piece before.
  private byte[] buffer = new byte[4 * USUAL];
  private int start;
  private int end;
  private boolean atEnd;

  /**
   * @param usual bytes of a piece
   * @param seams of the vocabulary, asked for once the text turns out to be long
   * @param tokenizer tries places
   */
  TextPieces(InputStream text, int usual, Supplier<Seams> seams, PieceTokenizer tokenizer) {
    this.text = text;
    this.usual = usual;
    this.seams = seams;
    this.tokenizer = tokenizer;
  }

  /** The next piece; null after the last. */
  Piece next() throws IOException {
    fill(usual + AHEAD);
    if (start == end) {
      return null;
    }
    return piece(atEnd && end - start <= usual + AHEAD ? end : cut());
  }

  private int cut() throws IOException {
    int tries = 0;
    for (int at = start + usual; ; at++) {
      if (at + AHEAD > end && !atEnd) {
        int offset = at - start;
        fill(offset + Math.max(offset, usual));
        at = start + offset;
      }
      if (at >= end || !seams.get().exist() && atEnd) {
        return end;
      }
      if (seams.get().isAt(buffer, at, end)) {
        if (seams.get().isProved(buffer, at, Math.min(end, at + AHEAD), tokenizer)) {
          return at;
        }
        at += ++tries < TRIES ? 0 : STRIDE;
      }
    }
  }

  private Piece piece(int cut) {
    int context = start == 0 ? 0 : seams.get().context(buffer, start);
    Piece piece = new Piece(Arrays.copyOfRange(buffer, start - context, cut), context);
    start = cut;
    return piece;
  }

  /** Reads until so many bytes are there, or all. */
  private void fill(int bytes) throws IOException {
    if (atEnd || end - start >= bytes) {
      return;
    }
    makeRoom(bytes);
    while (!atEnd && end - start < bytes) {
      int read = text.read(buffer, end, buffer.length - end);
      atEnd = read < 0;
      end += Math.max(read, 0);
    }
  }

  private void makeRoom(int bytes) {
    if (bytes > LONGEST) {
      throw new LlamaException(
          "the text has a gigabyte without a place at which it could be cut for the tokenizer");
    }
    // A character that is looked at again, and what decides whether it ends a line.
    int kept = Math.min(start, 16);
    int from = start - kept;
    if (kept + bytes > buffer.length) {
      byte[] larger = new byte[Math.max(kept + bytes, (int) Math.min(2L * buffer.length, LONGEST))];
      System.arraycopy(buffer, from, larger, 0, end - from);
      buffer = larger;
    } else {
      System.arraycopy(buffer, from, buffer, 0, end - from);
    }
    start -= from;
    end -= from;
  }
}
