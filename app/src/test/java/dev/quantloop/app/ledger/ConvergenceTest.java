package dev.quantloop.app.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.record.BlockOrigin;
import dev.quantloop.tracker.record.LedgerBlock;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConvergenceTest {
  @Test
  void noTextCountsTwice() {
    LedgerBlock first = block(0, 4);
    LedgerBlock second = block(4, 8);
    LedgerBlock third = block(12, 16);
    assertEquals(
        List.of(first, second, third),
        Convergence.apart(List.of(first, block(0, 10), second, block(8, 8), third)));
  }

  @Test
  void halvesAreOfTokens() {
    assertEquals(
        3, Convergence.half(List.of(block(0, 4), block(4, 4), block(8, 8), block(16, 16))));
    assertEquals(1, Convergence.half(List.of(block(0, 16), block(16, 2), block(18, 2))));
    assertEquals(1, Convergence.half(List.of(block(0, 2), block(2, 16))));
    assertEquals(1, Convergence.nextDoubling(Math.sqrt(8), 512, 512), 1e-12);
    // Of errors σ = 1: parts of 2 and 6 tokens, and 8 tokens from 16.
    assertEquals(0.25, Convergence.nextDoubling(Math.sqrt(1 / 2.0 + 1 / 6.0), 2, 6), 1e-12);
  }

  @Test
  void partsDoubleInTokens() {
    List<LedgerBlock> growing = List.of(block(0, 4), block(4, 4), block(8, 8), block(16, 16));
    assertEquals(List.of(1, 2, 3, 4), Convergence.parts(growing));
    List<LedgerBlock> even = IntStream.range(0, 7).mapToObj(i -> block(i, 1)).toList();
    assertEquals(List.of(1, 2, 4, 7), Convergence.parts(even));
    assertEquals(List.of(1, 2), Convergence.parts(List.of(block(0, 2), block(2, 16))));
  }

  private static LedgerBlock block(int firstChunk, int chunks) {
    return new LedgerBlock(
        new CorpusId(1),
        firstChunk,
        chunks,
        chunks * 512L,
        Path.of("block"),
        1,
        "",
        Optional.empty(),
        BlockOrigin.COMPUTED,
        0,
        null);
  }
}
