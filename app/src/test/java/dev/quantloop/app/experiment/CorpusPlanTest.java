package dev.quantloop.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quantloop.app.UserException;
import dev.quantloop.app.experiment.CorpusPlan.Counted;
import dev.quantloop.app.experiment.CorpusPlan.Sizes;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CorpusPlanTest {
  private static final List<Counted> SOURCES =
      List.of(new Counted("code", 30 * 512 + 7), new Counted("prose", 60 * 512));

  private static Sizes sizes(OptionalInt chunks, OptionalLong start, OptionalLong max) {
    return new Sizes(512, chunks, start, 2, max);
  }

  private static Sizes usual() {
    return sizes(OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty());
  }

  @Test
  void evaluatesOnAThirdOfTheShortestSourceWhenNothingIsSaid() {
    CorpusPlan plan = CorpusPlan.of(SOURCES, usual());
    assertEquals(10, plan.evaluationChunks());
    assertEquals((20 + 50) * 512, plan.poolTokens());
  }

  @Test
  void startsWithASixteenthOfThePoolAndDoublesUpToIt() {
    CorpusPlan plan = CorpusPlan.of(SOURCES, usual());
    assertEquals(70 * 512 / 16, plan.startTokens());
    assertEquals(List.of(5, 9, 18, 35, 70), plan.chunkCounts());
  }

  @Test
  void keepsToTheSizesThatAreAsked() {
    CorpusPlan plan =
        CorpusPlan.of(
            SOURCES, sizes(OptionalInt.of(4), OptionalLong.of(1024), OptionalLong.of(4096)));
    assertEquals(4, plan.evaluationChunks());
    assertEquals(List.of(2, 4, 8), plan.chunkCounts());
  }

  @Test
  void refusesWhatTheTextsAreTooShortFor() {
    Sizes manyChunks = sizes(OptionalInt.of(30), OptionalLong.empty(), OptionalLong.empty());
    UserException tooShort =
        assertThrows(UserException.class, () -> CorpusPlan.of(SOURCES, manyChunks));
    assertEquals(
        "the source code has 15367 tokens, but 15872 are needed: 30 evaluation chunks and one of"
            + " the pool, 512 tokens each (--eval-chunks, -c)",
        tooShort.getMessage());
    Sizes large = sizes(OptionalInt.empty(), OptionalLong.empty(), OptionalLong.of(1_000_000));
    UserException noPool = assertThrows(UserException.class, () -> CorpusPlan.of(SOURCES, large));
    assertEquals(
        "the pool has 35840 tokens (code 10240, prose 25600), but a corpus of 1000000 is asked"
            + " for: 964160 more are needed",
        noPool.getMessage());
  }
}
