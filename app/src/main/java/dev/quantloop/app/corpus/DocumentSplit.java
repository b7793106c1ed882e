package dev.quantloop.app.corpus;

import dev.quantloop.tracker.record.DocumentPart;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Splits a source by document: what is evaluated on is drawn first, and calibration has the
 * documents that are left, so that none serves both. Equal seeds draw equal documents. Used by one
 * thread.
 *
 * <p>Documents shorter than a chunk are packed, several to a chunk. What a document has beyond its
 * whole chunks is packed with them in the pool, and is not used in evaluation.
 */
public final class DocumentSplit {
  private final long[] lengths;
  private final int contextSize;
  private final Random random;
  private final DocumentPart[] parts;
  private final List<Unit> units;

  /**
   * What is drawn as a whole: a document, or short ones that fill a chunk together.
   *
   * @param chunks whole ones
   */
  private record Unit(List<Integer> documents, int chunks) {}

  /**
   * @param source its name, so that sources of equal shape are not drawn alike
   * @param lengths tokens of each document
   * @param leftOut which documents neither side may have
   */
  public DocumentSplit(
      String source, long[] lengths, boolean[] leftOut, int contextSize, long seed) {
    this.lengths = lengths.clone();
    this.contextSize = contextSize;
    // The algorithm of Random is specified, so that every Java draws alike.
    this.random = new Random(seed * 1_000_003 + source.hashCode());
    this.parts = new DocumentPart[lengths.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = leftOut[i] ? DocumentPart.LEFT_OUT : DocumentPart.POOL;
    }
    this.units = units();
  }

  private List<Unit> units() {
    List<Unit> all = new ArrayList<>();
    List<Integer> together = new ArrayList<>();
    long tokens = 0;
    for (int document : shuffledPool()) {
      if (lengths[document] >= contextSize) {
        all.add(new Unit(List.of(document), wholeChunks(document)));
      } else {
        together.add(document);
        tokens += lengths[document];
        if (tokens >= contextSize) {
          all.add(new Unit(List.copyOf(together), 1));
          together.clear();
          tokens = 0;
        }
      }
    }
    return all;
  }

  private List<Integer> shuffledPool() {
    List<Integer> documents =
        new ArrayList<>(
            IntStream.range(0, lengths.length)
                .filter(document -> parts[document] == DocumentPart.POOL)
                .boxed()
                .toList());
    Collections.shuffle(documents, random);
    return documents;
  }

  private int wholeChunks(int document) {
    return Math.toIntExact(lengths[document] / contextSize);
  }

  /** Whole chunks of what has not been drawn. */
  public int chunksLeft() {
    return units.stream().mapToInt(Unit::chunks).sum();
  }

  /**
   * Draws chunks for a part that calibration is to know nothing of: few of each document before
   * many, but so that half of what was there is left for calibration, where it has a share.
   *
   * @param perDocument chunks of a document, while there are enough documents
   * @param leavesPool whether calibration has the rest
   * @return empty where there are too few, one for the pool included; then nothing was drawn
   */
  public Optional<List<Chunk>> draw(
      DocumentPart part, int chunks, int perDocument, boolean leavesPool) {
    int all = chunksLeft();
    int longest = units.stream().mapToInt(Unit::chunks).max().orElse(0);
    for (int most = perDocument; ; most *= 2) {
      List<Unit> drawn = drawn(chunks, most, leavesPool ? all / 2 : all);
      if (drawn.isEmpty() && most >= longest) {
        drawn = drawn(chunks, most, leavesPool ? all - 1 : all);
      }
      if (!drawn.isEmpty()) {
        return Optional.of(take(part, drawn, chunks, most));
      } else if (most >= longest) {
        return Optional.empty();
      }
    }
  }

  /** The units that give so many chunks, or none where they would cost more than is allowed. */
  private List<Unit> drawn(int chunks, int perUnit, int allowed) {
    List<Unit> drawn = new ArrayList<>();
    int missing = chunks;
    int cost = 0;
    for (Unit unit : units) {
      if (missing > 0 && cost + unit.chunks() <= allowed) {
        drawn.add(unit);
        cost += unit.chunks();
        missing -= Math.min(perUnit, unit.chunks());
      }
    }
    return missing > 0 ? List.of() : drawn;
  }

  private List<Chunk> take(DocumentPart part, List<Unit> drawn, int chunks, int perUnit) {
    List<Chunk> taken = new ArrayList<>();
    for (Unit unit : drawn) {
      unit.documents().forEach(document -> parts[document] = part);
      taken.addAll(chunks(unit, Math.min(perUnit, chunks - taken.size())));
    }
    units.removeAll(drawn);
    return taken;
  }

  /** Chunks of a unit, far from each other: neighbours resemble each other. */
  private List<Chunk> chunks(Unit unit, int wanted) {
    if (unit.documents().size() > 1) {
      return packed(unit.documents().stream().map(this::whole).toList()).subList(0, 1);
    }
    int there = unit.chunks();
    int count = Math.min(wanted, there);
    double offset = random.nextDouble();
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                Chunk.of(
                    unit.documents().get(0), (int) ((i + offset) * there / count), contextSize))
        .toList();
  }

  private Piece whole(int document) {
    return new Piece(document, 0, (int) lengths[document]);
  }

  /** What a document serves. */
  public DocumentPart part(int document) {
    return parts[document];
  }

  /** Takes a document out of the pool; to be called once everything else has been drawn. */
  public void leaveOut(int document) {
    parts[document] = DocumentPart.LEFT_OUT;
  }

  /**
   * The pool's chunks in the order in which corpora take them.
   *
   * @param interleaved each document spread evenly over the order, so that every beginning of it
   *     has of each document what the whole has, or as the source has them
   */
  public List<Chunk> pool(boolean interleaved) {
    List<Placed> placed = new ArrayList<>();
    List<Integer> shuffled = shuffledPool();
    List<Integer> documents = interleaved ? shuffled : shuffled.stream().sorted().toList();
    List<Piece> rests = new ArrayList<>();
    for (int document : documents) {
      int chunks = wholeChunks(document);
      double offset = random.nextDouble();
      for (int i = 0; i < chunks; i++) {
        double place = interleaved ? (i + offset) / chunks : document;
        placed.add(new Placed(place, Chunk.of(document, i, contextSize)));
      }
      long used = (long) chunks * contextSize;
      if (used < lengths[document]) {
        rests.add(new Piece(document, used, (int) (lengths[document] - used)));
      }
    }
    for (Chunk chunk : packed(rests)) {
      double place = interleaved ? random.nextDouble() : chunk.pieces().get(0).document();
      placed.add(new Placed(place, chunk));
    }
    placed.sort(Comparator.comparingDouble(Placed::place));
    return placed.stream().map(Placed::chunk).toList();
  }

  private record Placed(double place, Chunk chunk) {}

  /** Whole chunks of short pieces, one after the other; what fills no chunk is dropped. */
  private List<Chunk> packed(List<Piece> pieces) {
    List<Chunk> chunks = new ArrayList<>();
    List<Piece> open = new ArrayList<>();
    int room = contextSize;
    for (Piece piece : pieces) {
      int used = Math.min(room, piece.tokens());
      open.add(new Piece(piece.document(), piece.first(), used));
      room -= used;
      if (room == 0) {
        chunks.add(new Chunk(open));
        open.clear();
        room = contextSize - (piece.tokens() - used);
        if (used < piece.tokens()) {
          open.add(new Piece(piece.document(), piece.first() + used, piece.tokens() - used));
        }
      }
    }
    return chunks;
  }
}
