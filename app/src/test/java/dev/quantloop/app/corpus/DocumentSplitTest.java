package dev.quantloop.app.corpus;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.record.DocumentPart;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DocumentSplitTest {
  private static final int CONTEXT = 10;

  @Test
  void noDocumentServesTwoParts() {
    DocumentSplit split = split(1, lengths(40, 7, 12, 35, 103));
    Set<Integer> evaluation = documents(draw(split, DocumentPart.EVALUATION, 12, 2));
    Set<Integer> search = documents(draw(split, DocumentPart.SEARCH, 6, 2));
    Set<Integer> pool = documents(split.pool(true));
    assertEquals(
        evaluation.size() + search.size() + pool.size(),
        union(List.of(evaluation, search, pool)).size());
    evaluation.forEach(d -> assertEquals(DocumentPart.EVALUATION, split.part(d)));
    pool.forEach(d -> assertEquals(DocumentPart.POOL, split.part(d)));
  }

  @Test
  void takesFewChunksOfManyDocumentsBeforeManyOfFew() {
    List<Chunk> chunks = draw(split(1, lengths(30, 100)), DocumentPart.EVALUATION, 12, 2);
    assertEquals(12, chunks.size());
    assertTrue(perDocument(chunks).values().stream().allMatch(count -> count == 2));
    List<Chunk> ofFew = draw(split(1, lengths(4, 100)), DocumentPart.EVALUATION, 12, 2);
    assertEquals(12, ofFew.size());
    assertEquals(2, perDocument(ofFew).size(), "half of the documents are left for the pool");
  }

  @Test
  void chunksOfADocumentLieApart() {
    List<Chunk> two = draw(split(3, lengths(40, 200)), DocumentPart.EVALUATION, 10, 2);
    Map<Integer, List<Long>> places =
        two.stream()
            .flatMap(chunk -> chunk.pieces().stream())
            .collect(
                Collectors.groupingBy(
                    Piece::document, Collectors.mapping(Piece::first, Collectors.toList())));
    places.values().forEach(firsts -> assertEquals(100, firsts.get(1) - firsts.get(0)));
  }

  @Test
  void packsShortDocumentsIntoWholeChunks() {
    DocumentSplit split = split(1, lengths(100, 3));
    List<Chunk> evaluation = draw(split, DocumentPart.EVALUATION, 5, 2);
    evaluation.forEach(chunk -> assertEquals(4, chunk.pieces().size()));
    evaluation.forEach(DocumentSplitTest::assertWhole);
    List<Chunk> pool = split.pool(true);
    assertEquals((100 - 5 * 4) * 3 / CONTEXT, pool.size());
    pool.forEach(DocumentSplitTest::assertWhole);
    assertNoTokenTwice(pool);
  }

  @Test
  void theEndsOfLongDocumentsAreNotLostForThePool() {
    List<Chunk> pool = split(1, lengths(20, 15)).pool(true);
    assertEquals(30, pool.size());
    pool.forEach(DocumentSplitTest::assertWhole);
    assertNoTokenTwice(pool);
  }

  @Test
  void everyBeginningOfTheInterleavedOrderHasOfEachDocumentItsShare() {
    List<Chunk> pool = split(5, new long[] {1000, 500, 250, 250}).pool(true);
    Map<Integer, Long> half = perDocument(pool.subList(0, 100));
    assertEquals(50, half.get(0), 1);
    assertEquals(25, half.get(1), 1);
    assertEquals(12.5, half.get(2), 1);
  }

  @Test
  void theOrderOfFilesIsThatOfTheDocuments() {
    List<Chunk> pool = split(5, lengths(5, 30)).pool(false);
    assertEquals(
        List.of(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4),
        pool.stream().map(chunk -> chunk.pieces().get(0).document()).toList());
  }

  @Test
  void theSeedDecides() {
    assertEquals(drawn(7), drawn(7));
    assertNotEquals(drawn(7), drawn(8));
  }

  private static List<Chunk> drawn(long seed) {
    return draw(split(seed, lengths(50, 40)), DocumentPart.EVALUATION, 10, 2);
  }

  @Test
  void somethingIsLeftForThePool() {
    assertTrue(split(1, lengths(5, 10)).draw(DocumentPart.EVALUATION, 5, 2, true).isEmpty());
    DocumentSplit split = split(1, lengths(5, 10));
    assertEquals(4, draw(split, DocumentPart.EVALUATION, 4, 2).size());
    assertEquals(1, split.pool(true).size());
  }

  @Test
  void whatIsLeftOutServesNothing() {
    boolean[] leftOut = new boolean[10];
    leftOut[3] = true;
    DocumentSplit split = new DocumentSplit("a", lengths(10, 20), leftOut, CONTEXT, 1);
    draw(split, DocumentPart.EVALUATION, 4, 2);
    assertEquals(DocumentPart.LEFT_OUT, split.part(3));
    assertTrue(!documents(split.pool(true)).contains(3));
  }

  private static DocumentSplit split(long seed, long[] lengths) {
    return new DocumentSplit("a", lengths, new boolean[lengths.length], CONTEXT, seed);
  }

  private static List<Chunk> draw(DocumentSplit split, DocumentPart part, int chunks, int each) {
    return split.draw(part, chunks, each, true).orElseThrow();
  }

  /** So many documents, their lengths in turn. */
  private static long[] lengths(int documents, long... lengths) {
    return IntStream.range(0, documents).mapToLong(i -> lengths[i % lengths.length]).toArray();
  }

  private static Set<Integer> documents(List<Chunk> chunks) {
    return chunks.stream()
        .flatMap(chunk -> chunk.pieces().stream())
        .map(Piece::document)
        .collect(toSet());
  }

  private static Map<Integer, Long> perDocument(List<Chunk> chunks) {
    return chunks.stream()
        .collect(Collectors.groupingBy(c -> c.pieces().get(0).document(), Collectors.counting()));
  }

  private static Set<Integer> union(List<Set<Integer>> sets) {
    Set<Integer> all = new HashSet<>();
    sets.forEach(all::addAll);
    return all;
  }

  private static void assertWhole(Chunk chunk) {
    assertEquals(CONTEXT, chunk.pieces().stream().mapToInt(Piece::tokens).sum());
  }

  private static void assertNoTokenTwice(List<Chunk> chunks) {
    Set<String> seen = new HashSet<>();
    for (Chunk chunk : chunks) {
      for (Piece piece : chunk.pieces()) {
        for (int i = 0; i < piece.tokens(); i++) {
          assertTrue(seen.add(piece.document() + ":" + (piece.first() + i)));
        }
      }
    }
  }
}
