package dev.quantloop.tracker.service;

import dev.quantloop.tracker.record.ChunkDocument;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.stats.Stratum;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The documents of an evaluation set, which the statistics resample as wholes.
 *
 * @param known whether they are on record; else sections of the text serve as documents
 */
record EvaluationDocuments(Stratum stratum, boolean known) {
  /** As many sections as a text without documents has at most. */
  private static final int MOST_SECTIONS = 32;

  /**
   * @param documents of the chunks of the whole corpus
   * @param firstChunk of the set in the corpus's token file
   * @param aside chunks of the set that count for nothing
   */
  static EvaluationDocuments of(
      EvaluationSet set, List<ChunkDocument> documents, int firstChunk, BitSet aside) {
    int[] clusters = new int[set.chunks()];
    Arrays.setAll(clusters, chunk -> chunk);
    Map<Integer, Integer> chunkOf = new HashMap<>();
    boolean known = false;
    for (ChunkDocument part : documents) {
      int chunk = part.chunk() - firstChunk;
      if (chunk >= 0 && chunk < clusters.length) {
        known = true;
        join(clusters, chunkOf.putIfAbsent(part.document(), chunk), chunk);
      }
    }
    int[] grouped = known ? clusters : sections(set.chunks());
    int[] kept =
        IntStream.range(0, grouped.length)
            .filter(chunk -> !aside.get(chunk))
            .map(chunk -> grouped[chunk])
            .toArray();
    String key = aside.isEmpty() ? set.sha256() : set.sha256() + " without " + aside;
    return new EvaluationDocuments(new Stratum(key, numbered(kept)), known);
  }

  /** Chunks that have a document in common belong together. */
  private static void join(int[] clusters, Integer first, int second) {
    if (first != null && clusters[first] != clusters[second]) {
      int from = clusters[second];
      int to = clusters[first];
      Arrays.setAll(clusters, i -> clusters[i] == from ? to : clusters[i]);
    }
  }

  /** Neighbours in a text resemble each other, so they are drawn together. */
  private static int[] sections(int chunks) {
    int length = (chunks + MOST_SECTIONS - 1) / MOST_SECTIONS;
    int[] sections = new int[chunks];
    Arrays.setAll(sections, chunk -> chunk / length);
    return sections;
  }

  private static int[] numbered(int[] clusters) {
    Map<Integer, Integer> numbers = new HashMap<>();
    return Arrays.stream(clusters)
        .map(cluster -> numbers.computeIfAbsent(cluster, key -> numbers.size()))
        .toArray();
  }
}
