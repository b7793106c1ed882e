package dev.quantloop.app.corpus;

import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.tracker.record.DocumentPart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Splits a source as llama.cpp's tools would take its first chunks: the text as a whole is cut into
 * chunks, wherever documents end. A document at a seam then serves both sides.
 */
final class SequentialSplit {
  private final ReadSource source;
  private final int contextSize;

  private SequentialSplit(ReadSource source, int contextSize) {
    this.source = source;
    this.contextSize = contextSize;
  }

  static SourceSample of(ReadSource source, SettingValues settings, int evaluationChunks) {
    SplitSizes sizes = SplitSizes.of(source.use(), settings, evaluationChunks);
    int contextSize = sizes.contextSize();
    CorpusSplit split = CorpusSplit.of(source.name(), source.tokens(), sizes);
    List<Chunk> chunks =
        new SequentialSplit(source, contextSize)
            .chunks(split.firstPoolToken() / contextSize + split.poolChunks());
    int firstSearch = split.evaluationChunks();
    int firstHeldOut = firstSearch + sizes.search();
    int firstOfPool = firstHeldOut + sizes.heldOut();
    List<Chunk> pool = chunks.subList(firstOfPool, chunks.size());
    List<DocumentPart> parts = parts(source, chunks, firstSearch, firstHeldOut, firstOfPool);
    boolean interleaved = settings.order().equals(Setting.INTERLEAVED);
    return new SourceSample(
        source,
        chunks.subList(0, firstSearch),
        chunks.subList(firstSearch, firstHeldOut),
        chunks.subList(firstHeldOut, firstOfPool),
        interleaved ? interleaved(pool, settings.get(Setting.SEED)) : pool,
        parts,
        parts.stream()
            .map(part -> part == DocumentPart.LEFT_OUT ? SourceSample.NOT_DRAWN : null)
            .toList(),
        0,
        true,
        0,
        0);
  }

  private List<Chunk> chunks(int count) {
    List<Chunk> chunks = new ArrayList<>();
    int document = 0;
    long at = 0;
    for (int i = 0; i < count; i++) {
      List<Piece> pieces = new ArrayList<>();
      for (int room = contextSize; room > 0; ) {
        long left = source.documents().get(document).tokens() - at;
        int taken = (int) Math.min(room, left);
        if (taken > 0) {
          pieces.add(new Piece(document, at, taken));
        }
        room -= taken;
        at += taken;
        if (taken == left) {
          document++;
          at = 0;
        }
      }
      chunks.add(new Chunk(pieces));
    }
    return chunks;
  }

  /** A document that serves several parts counts to the first of them. */
  private static List<DocumentPart> parts(
      ReadSource source, List<Chunk> chunks, int firstSearch, int firstHeldOut, int firstOfPool) {
    Map<Integer, DocumentPart> first = new HashMap<>();
    for (int i = 0; i < chunks.size(); i++) {
      DocumentPart part =
          i < firstSearch
              ? DocumentPart.EVALUATION
              : i < firstHeldOut
                  ? DocumentPart.SEARCH
                  : i < firstOfPool ? DocumentPart.HELD_OUT : DocumentPart.POOL;
      chunks.get(i).pieces().forEach(piece -> first.putIfAbsent(piece.document(), part));
    }
    DocumentPart rest = source.use().isCalibrated() ? DocumentPart.POOL : DocumentPart.LEFT_OUT;
    return IntStream.range(0, source.documents().size())
        .mapToObj(document -> first.getOrDefault(document, rest))
        .toList();
  }

  /** Each document spread evenly over the order. */
  private static List<Chunk> interleaved(List<Chunk> pool, long seed) {
    Random random = new Random(seed);
    Map<Integer, Integer> counts = new HashMap<>();
    pool.forEach(chunk -> counts.merge(document(chunk), 1, Integer::sum));
    Map<Integer, Double> offsets = new HashMap<>();
    Map<Chunk, Double> places = new HashMap<>();
    Map<Integer, Integer> seen = new HashMap<>();
    for (Chunk chunk : pool) {
      int document = document(chunk);
      double offset = offsets.computeIfAbsent(document, d -> random.nextDouble());
      int n = seen.merge(document, 1, Integer::sum) - 1;
      places.put(chunk, (n + offset) / counts.get(document));
    }
    return pool.stream().sorted(Comparator.comparing(places::get)).toList();
  }

  private static int document(Chunk chunk) {
    return chunk.pieces().get(0).document();
  }
}
