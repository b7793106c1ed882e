package dev.quantloop.app.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quantloop.app.UserException;
import dev.quantloop.llama.evaluate.ScoredPositions;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.ModelOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StageSettingsTest {
  private final int[] tokens = IntStream.range(0, 35).toArray();

  @Test
  void takesWholeChunksOnly() {
    assertArrayEquals(range(0, 30), chunks(10, 0, -1, 1));
    assertArrayEquals(range(0, 20), chunks(10, 0, 2, 1));
    assertArrayEquals(range(10, 30), chunks(10, 1, 99, 1));
    assertArrayEquals(range(20, 30), chunks(10, 2, -1, 1));
  }

  @Test
  void saysWhatIsThereAndWhatIsNeeded() {
    assertEquals(
        "t has 35 tokens, but 40 are needed: one chunk of 10 tokens after the first 3 (a smaller"
            + " --chunk needs less)",
        refusal(10, 3, -1, 1));
    assertEquals(
        "t has 35 tokens, but 36 are needed: 2 chunks of 18 tokens (a smaller -c needs less)",
        refusal(18, 0, -1, 2));
    assertEquals(
        "t has 35 tokens, but 4000000000 are needed: 2 chunks of 2000000000 tokens (a smaller -c"
            + " needs less)",
        refusal(2_000_000_000, 0, -1, 2));
  }

  @Test
  void speaksOfOneAndOfSeveral() {
    PromptText two = new PromptText(List.of(Path.of("a.txt"), Path.of("b.txt")), false);
    int[] one = {7};
    assertEquals(
        "a.txt, b.txt have 1 token, but 200 are needed: 2 chunks of 100 tokens",
        assertThrows(UserException.class, () -> settings(100, 0, -1).chunks(one, 1, two, 2))
            .getMessage());
  }

  private String refusal(int contextSize, int first, int limit, int least) {
    return assertThrows(UserException.class, () -> chunks(contextSize, first, limit, least))
        .getMessage();
  }

  private int[] chunks(int contextSize, int first, int limit, int least) {
    StageSettings settings = settings(contextSize, first, limit);
    ChosenTokens chosen = new ChosenTokens(settings.skippedTokens(), settings.tokensToRead(least));
    for (int token : tokens) {
      if (!chosen.take(new int[] {token})) {
        break;
      }
    }
    PromptText text = new PromptText(List.of(Path.of("t")), false);
    return settings.chunks(chosen.ids(), chosen.read(), text, least);
  }

  private static StageSettings settings(int contextSize, int first, int limit) {
    DecodeSettings decode = new DecodeSettings(contextSize, contextSize, contextSize, 1);
    return new StageSettings(
        decode, ModelOptions.DEFAULT, ScoredPositions.SECOND_HALF, first, limit);
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }
}
