package dev.quantloop.llama.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineLogFileTest {
  @TempDir Path directory;

  @Test
  void scoresAreTheSameToTheBitAsWithBothModelsInMemory() throws IOException {
    int[] targets = {1, 2, 3, 4, 5, 6};
    RowScores direct = new RowScores(Recorded.ROWS);
    RowScores stored = new RowScores(Recorded.ROWS);
    LogitRows candidate = Recorded.candidateLogits();
    try (BaselineLogFile file = BaselineLogFile.create(directory, Recorded.VOCABULARY);
        LogitScorer scorer = new LogitScorer(Recorded.VOCABULARY, 3)) {
      file.append(Recorded.baseLogits(), 4);
      file.append(Recorded.from(Recorded.baseLogits(), 4), 2);
      assertEquals(6, file.rows());
      scorer.score(Recorded.baseLogits(), candidate, targets, direct, 0);
      scorer.score(file.read(0, 3), candidate, new int[] {1, 2, 3}, stored, 0);
      scorer.score(file.read(3, 3), Recorded.from(candidate, 3), new int[] {4, 5, 6}, stored, 3);
    }
    assertArrayEquals(direct.kld, stored.kld);
    assertArrayEquals(direct.nll, stored.nll);
    assertArrayEquals(direct.baseNll, stored.baseNll);
    assertArrayEquals(direct.sameTop, stored.sameTop);
  }

  @Test
  void leavesNothingBehind() throws IOException {
    try (BaselineLogFile file = BaselineLogFile.create(directory, Recorded.VOCABULARY)) {
      file.append(Recorded.baseLogits(), 1);
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void refusesRowsThatWereNotWritten() throws IOException {
    try (BaselineLogFile file = BaselineLogFile.create(directory, Recorded.VOCABULARY)) {
      file.append(Recorded.baseLogits(), 2);
      assertThrows(IllegalArgumentException.class, () -> file.read(1, 2));
    }
  }

  @Test
  void aMissingDirectoryIsOneLine() {
    LlamaException e =
        assertThrows(
            LlamaException.class, () -> BaselineLogFile.create(directory.resolve("absent"), 10));
    assertTrue(e.getMessage().contains("absent"), e.getMessage());
  }
}
