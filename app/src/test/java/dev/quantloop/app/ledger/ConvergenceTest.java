package dev.quantloop.app.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.record.BlockOrigin;
import dev.quantloop.tracker.record.LedgerBlock;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
