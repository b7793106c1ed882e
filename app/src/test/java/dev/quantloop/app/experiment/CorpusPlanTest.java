package dev.quantloop.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quantloop.app.UserException;
import dev.quantloop.app.experiment.CorpusPlan.Counted;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceUse;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CorpusPlanTest {
  private static final List<Counted> SOURCES =
      List.of(
          new Counted("code", new long[] {30 * 512 + 7}),
          new Counted("prose", new long[] {60 * 512}));

  @Test
  void evaluatesOnAThirdOfTheShortestSourceWhenNothingIsSaid() {
    CorpusPlan plan = CorpusPlan.foreseen(SOURCES, SettingValues.NONE);
    assertEquals(10, plan.evaluationChunks());
    assertEquals((20 + 50) * 512, plan.poolTokens());
  }

  @Test
  void sourcesForOneSideCountOnThatSideOnly() {
    List<Counted> sources =
        List.of(
            new Counted("wiki", SourceUse.EVALUATION, new long[] {20 * 512}),
            new Counted("tiny", SourceUse.CALIBRATION, new long[] {2 * 512}),
            new Counted("own", new long[] {60 * 512}));
    SettingValues sequential = SettingValues.NONE.with(Setting.SPLIT, Setting.SEQUENTIAL);
    CorpusPlan plan = CorpusPlan.foreseen(sources, sequential);
    assertEquals(20, plan.evaluationChunks());
    assertEquals(40, plan.allEvaluationChunks());
    assertEquals("20 chunks of wiki and of own", plan.evaluationInWords());
    assertEquals(42 * 512, plan.poolTokens());
    assertEquals(List.of(3, 6, 11, 21, 42), plan.chunkCounts());
    CorpusPlan whole =
        CorpusPlan.foreseen(
            sources, sequential.with(Setting.WHOLE_EVALUATION, true).with(Setting.CHUNKS, 7));
    assertEquals(7, whole.evaluationChunks());
    assertEquals("wiki 20, own 7 chunks", whole.evaluationInWords());
    UserException noPool =
        assertThrows(
            UserException.class, () -> CorpusPlan.foreseen(sources.subList(0, 1), sequential));
    assertEquals(
        "no source serves calibration: give another source, or take ;use=evaluation from one",
        noPool.getMessage());
  }

  @Test
  void holdsTextBackForTheFinalFiguresWhereItIsHardlyMissed() {
    assertEquals(40, heldOut(400, SettingValues.NONE));
    assertEquals(0, heldOut(399, SettingValues.NONE));
    assertEquals(25, heldOut(250, SettingValues.NONE.with(Setting.CHUNKS, 25)));
    // Of fewer than ten documents there would be no interval.
    assertEquals(0, heldOut(400, SettingValues.NONE.with(Setting.CHUNKS, 19)));
    assertEquals(3, heldOut(60, SettingValues.NONE.with(Setting.HELD_OUT_CHUNKS, 3)));
    assertEquals(0, heldOut(400, SettingValues.NONE.with(Setting.HELD_OUT_CHUNKS, 0)));
    assertEquals(0, heldOut(400, SettingValues.NONE.with(Setting.QUANTS, List.of())));
    assertEquals(
        0,
        heldOut(400, SettingValues.NONE.with(Setting.SPLIT, Setting.SEQUENTIAL)),
        "as llama-perplexity cuts its chunks");
  }

  @Test
  void holdsNothingBackWhereThatWouldLeaveTooLittle() {
    List<Counted> twoDocuments = List.of(new Counted("few", new long[] {250 * 512L, 250 * 512L}));
    CorpusPlan plan = CorpusPlan.foreseen(twoDocuments, SettingValues.NONE);
    assertEquals(0, plan.splits().get(0).reservedChunks());
    assertEquals(250, plan.splits().get(0).poolChunks());
    assertEquals(0, heldOut(400, SettingValues.NONE.with(Setting.MAX, 1300 * 512L)));
    assertEquals(40, heldOut(400, SettingValues.NONE.with(Setting.MAX, 1200 * 512L)));
  }

  /** Chunks of a text that are held out, of one that is long beside it. */
  private static int heldOut(int chunks, SettingValues settings) {
    List<Counted> sources =
        List.of(
            new Counted(
                "long", Collections.nCopies(1000, 512L).stream().mapToLong(n -> n).toArray()),
            new Counted(
                "other", Collections.nCopies(chunks, 512L).stream().mapToLong(n -> n).toArray()));
    CorpusPlan plan = CorpusPlan.foreseen(sources, settings);
    int each = plan.splits().get(1).reservedChunks();
    assertEquals(2 * each, plan.allHeldOutChunks(settings));
    return each;
  }

  @Test
  void startsWithASixteenthOfThePoolAndDoublesUpToIt() {
    CorpusPlan plan = CorpusPlan.foreseen(SOURCES, SettingValues.NONE);
    assertEquals(70 * 512 / 16, plan.startTokens());
    assertEquals(List.of(5, 9, 18, 35, 70), plan.chunkCounts());
  }

  @Test
  void keepsToTheSizesThatAreAsked() {
    CorpusPlan plan =
        CorpusPlan.foreseen(
            SOURCES,
            SettingValues.NONE
                .with(Setting.CHUNKS, 4)
                .with(Setting.START, 1024L)
                .with(Setting.MAX, 4096L));
    assertEquals(4, plan.evaluationChunks());
    assertEquals(List.of(2, 4, 8), plan.chunkCounts());
  }

  @Test
  void refusesWhatTheTextsAreTooShortFor() {
    SettingValues manyChunks = SettingValues.NONE.with(Setting.CHUNKS, 30);
    UserException tooShort =
        assertThrows(UserException.class, () -> CorpusPlan.foreseen(SOURCES, manyChunks));
    assertEquals(
        "the source code has 30 chunks of 512 tokens in whole documents, but 31 are needed, one of"
            + " them for the pool",
        tooShort.getMessage());
    UserException tooShortAsOneText =
        assertThrows(
            UserException.class,
            () -> CorpusPlan.foreseen(SOURCES, manyChunks.with(Setting.SPLIT, Setting.SEQUENTIAL)));
    assertEquals(
        "the source code has 15367 tokens, but 15872 are needed: 30 evaluation chunks and one of"
            + " the pool, 512 tokens each",
        tooShortAsOneText.getMessage());
    SettingValues large = SettingValues.NONE.with(Setting.MAX, 1_000_000L);
    UserException noPool =
        assertThrows(UserException.class, () -> CorpusPlan.foreseen(SOURCES, large));
    assertEquals(
        "the pool has 35840 tokens (code 10240, prose 25600), but a corpus of 1000000 is asked"
            + " for: 964160 more are needed",
        noPool.getMessage());
  }
}
