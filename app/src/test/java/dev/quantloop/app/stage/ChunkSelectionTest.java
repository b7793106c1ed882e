package dev.quantloop.app.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quantloop.app.UserException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChunkSelectionTest {
  private final int[] tokens = IntStream.range(0, 35).toArray();

  @Test
  void takesWholeChunksOnly() {
    assertArrayEquals(range(0, 30), new ChunkSelection(10, 0, -1, 1).of(tokens, "t"));
    assertArrayEquals(range(0, 20), new ChunkSelection(10, 0, 2, 1).of(tokens, "t"));
    assertArrayEquals(range(10, 30), new ChunkSelection(10, 1, 99, 1).of(tokens, "t"));
    assertArrayEquals(range(20, 30), new ChunkSelection(10, 2, -1, 1).of(tokens, "t"));
  }

  @Test
  void saysWhatIsThereAndWhatIsNeeded() {
    assertEquals(
        "t has 35 tokens, but 40 are needed: one chunk of 10 tokens after the first 3 (a smaller -c"
            + " needs less)",
        refusal(new ChunkSelection(10, 3, -1, 1)));
    assertEquals(
        "t has 35 tokens, but 36 are needed: 2 chunks of 18 tokens (a smaller -c needs less)",
        refusal(new ChunkSelection(18, 0, -1, 2)));
    assertEquals(
        "t has 35 tokens, but 4000000000 are needed: 2 chunks of 2000000000 tokens (a smaller -c"
            + " needs less)",
        refusal(new ChunkSelection(2_000_000_000, 0, -1, 2)));
  }

  private String refusal(ChunkSelection selection) {
    return assertThrows(UserException.class, () -> selection.of(tokens, "t")).getMessage();
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }
}
