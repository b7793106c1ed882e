package dev.quantloop.app.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quantloop.app.UserException;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.app.source.SourceUse;
import dev.quantloop.tracker.record.DocumentPart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusSamplingTest {
  private static final SettingValues SETTINGS = SettingValues.NONE.with(Setting.CONTEXT, 16);

  @TempDir Path directory;

  private final List<TokenSpool> spools = new ArrayList<>();

  @AfterEach
  void close() {
    spools.forEach(TokenSpool::close);
  }

  @Test
  void everySourceGivesAsManyChunksOfItsOwnDocuments() {
    List<SourceSample> samples =
        CorpusSampling.of(
            List.of(source("a", random(1, 40, 64)), source("b", random(2, 90, 40))), SETTINGS, 10);
    for (SourceSample sample : samples) {
      assertEquals(10, sample.evaluation().size());
      assertEquals(5, SourceSample.documentsOf(sample.evaluation()));
      assertEquals(5, sample.documents(DocumentPart.EVALUATION));
      assertEquals(0, sample.documents(DocumentPart.LEFT_OUT));
    }
  }

  @Test
  void poolDocumentsThatRepeatEvaluationTextAreLeftOutWhereverTheyAre() {
    List<int[]> texts = random(1, 40, 64);
    ReadSource first = source("a", texts);
    SourceSample alone = CorpusSampling.of(List.of(first), SETTINGS, 10).get(0);
    int[] evaluated = alone.tokens(alone.evaluation().get(3));
    List<int[]> others = random(2, 40, 64);
    System.arraycopy(evaluated, 2, others.get(7), 30, TokenRuns.LENGTH);
    SourceSample second =
        CorpusSampling.of(List.of(first, source("b", others)), SETTINGS, 10).stream()
            .skip(1)
            .findFirst()
            .orElseThrow();
    if (second.parts().get(7) == DocumentPart.EVALUATION) {
      throw new AssertionError("choose another document");
    }
    assertEquals(DocumentPart.LEFT_OUT, second.parts().get(7));
    assertEquals("shares 12 tokens in a row with evaluation text", second.reasons().get(7));
    assertEquals(1, second.overlap());
    SourceSample kept =
        CorpusSampling.of(
                List.of(first, source("b", others)), SETTINGS.with(Setting.KEEP_OVERLAP, true), 10)
            .get(1);
    assertEquals(DocumentPart.POOL, kept.parts().get(7));
    assertEquals(1, kept.overlap(), "it is counted all the same");
  }

  @Test
  void theSecondCopyOfADocumentIsLeftOut() {
    List<int[]> texts = random(1, 40, 64);
    texts.set(20, texts.get(3));
    SourceSample sample = CorpusSampling.of(List.of(source("a", texts)), SETTINGS, 10).get(0);
    assertEquals(DocumentPart.LEFT_OUT, sample.parts().get(20));
    assertEquals("the same text as a 3", sample.reasons().get(20));
  }

  @Test
  void corporaApartMayHaveWhatOthersHaveButNotWhatIsEvaluatedOn() {
    List<int[]> evaluated = random(1, 40, 64);
    List<int[]> first = random(2, 20, 64);
    List<int[]> second = random(3, 20, 64);
    second.set(5, first.get(4));
    second.set(6, evaluated.get(0));
    List<SourceSample> samples =
        CorpusSampling.of(
            List.of(
                source("text", evaluated).serving(SourceUse.EVALUATION),
                source("first", first).serving(SourceUse.CALIBRATION),
                source("second", second).serving(SourceUse.CALIBRATION)),
            SETTINGS,
            true,
            10);
    assertEquals(DocumentPart.POOL, samples.get(2).parts().get(5));
    assertEquals(DocumentPart.LEFT_OUT, samples.get(2).parts().get(6));
  }

  @Test
  void aSingleTextIsCutIntoSections() {
    SourceSample sample =
        CorpusSampling.of(List.of(source("a", random(1, 1, 1000))), SETTINGS, 6).get(0);
    assertEquals(sample.sections(), sample.source().documents().size());
    assertEquals("a 0, section 1", sample.source().documents().get(0).name());
    assertEquals(3, SourceSample.documentsOf(sample.evaluation()));
    sample
        .source()
        .documents()
        .subList(0, sample.sections() - 1)
        .forEach(section -> assertEquals(0, section.tokens() % 16));
    assertEquals(1000 / 16 - 6, sample.pool().size());
  }

  @Test
  void threePartsShareNoDocument() {
    SourceSample sample =
        CorpusSampling.of(
                List.of(source("a", random(1, 60, 64))),
                SETTINGS.with(Setting.SEARCH_CHUNKS, 4).with(Setting.HELD_OUT_CHUNKS, 8),
                10)
            .get(0);
    assertEquals(5, sample.documents(DocumentPart.EVALUATION));
    assertEquals(2, sample.documents(DocumentPart.SEARCH));
    assertEquals(4, sample.documents(DocumentPart.HELD_OUT));
    assertEquals((60 - 11) * 4, sample.pool().size());
    assertEquals(12, sample.split(16).reservedChunks());
  }

  @Test
  void aSequentialSplitCutsTheTextAsAWhole() {
    List<int[]> texts = random(1, 10, 37);
    SourceSample sample =
        CorpusSampling.of(
                List.of(source("a", texts)), SETTINGS.with(Setting.SPLIT, Setting.SEQUENTIAL), 5)
            .get(0);
    int[] all = texts.stream().flatMapToInt(IntStream::of).toArray();
    int[] sampled =
        sample.chunks().stream().flatMapToInt(c -> IntStream.of(sample.tokens(c))).toArray();
    assertEquals(370 / 16, sample.chunks().size());
    assertArrayEquals(java.util.Arrays.copyOf(all, 370 / 16 * 16), sampled);
    assertEquals(2, sample.evaluation().get(2).pieces().size(), "a chunk over the seam at 37");
  }

  @Test
  void whatIsForeseenIsWhatComes() {
    SettingValues whole = SETTINGS.with(Setting.WHOLE_EVALUATION, true);
    for (List<int[]> texts : List.of(random(1, 40, 64), random(2, 90, 11), random(3, 1, 2000))) {
      for (SourceUse use : SourceUse.values()) {
        for (SettingValues settings : List.of(SETTINGS, whole)) {
          ReadSource source = source("a", texts).serving(use);
          assertEquals(
              CorpusSampling.of(List.of(source), settings, 9).get(0).split(16),
              CorpusSampling.foreseen("a", use, source.lengths(), settings, 9));
        }
      }
    }
  }

  @Test
  void aSourceMayServeOneSideAlone() {
    List<int[]> texts = random(1, 10, 64);
    List<int[]> others = random(2, 20, 64);
    System.arraycopy(texts.get(4), 0, others.get(7), 10, 20);
    List<ReadSource> sources =
        List.of(
            source("pool", others).serving(SourceUse.CALIBRATION),
            source("wiki", texts).serving(SourceUse.EVALUATION));
    List<SourceSample> samples = CorpusSampling.of(sources, SETTINGS, 20);
    assertEquals(new CorpusSplit("pool", 16, 0, 0, 19 * 4), samples.get(0).split(16));
    assertEquals(DocumentPart.LEFT_OUT, samples.get(0).parts().get(7), "all of wiki is drawn");
    assertEquals(new CorpusSplit("wiki", 16, 20, 0, 0), samples.get(1).split(16));
    assertEquals(10, SourceSample.documentsOf(samples.get(1).evaluation()), "2 of each, of all");
    List<SourceSample> fewer = CorpusSampling.of(sources, SETTINGS, 4);
    assertEquals(8, fewer.get(1).documents(DocumentPart.LEFT_OUT));
    assertEquals(0, fewer.get(1).copies(), "those that are not drawn are no copies");
    SettingValues whole = SETTINGS.with(Setting.WHOLE_EVALUATION, true);
    assertEquals(40, CorpusSampling.of(sources, whole, 4).get(1).evaluation().size());
    assertEquals(
        "the source wiki has 40 chunks of 16 tokens in whole documents, but 41 are needed",
        assertThrows(UserException.class, () -> CorpusSampling.of(sources, SETTINGS, 41))
            .getMessage());
  }

  @Test
  void aSequentialSplitOfOneSideTakesAllOfIt() {
    SettingValues settings =
        SETTINGS.with(Setting.SPLIT, Setting.SEQUENTIAL).with(Setting.WHOLE_EVALUATION, true);
    List<SourceSample> samples =
        CorpusSampling.of(
            List.of(
                source("wiki", random(1, 10, 37)).serving(SourceUse.EVALUATION),
                source("pool", random(2, 10, 37)).serving(SourceUse.CALIBRATION)),
            settings,
            5);
    assertEquals(new CorpusSplit("wiki", 16, 23, 0, 0), samples.get(0).split(16));
    assertEquals(new CorpusSplit("pool", 16, 0, 0, 23), samples.get(1).split(16));
  }

  @Test
  void saysHowMuchThereIsWhenThatIsTooLittle() {
    UserException refused =
        assertThrows(
            UserException.class,
            () -> CorpusSampling.of(List.of(source("a", random(1, 4, 64))), SETTINGS, 16));
    assertEquals(
        "the source a has 16 chunks of 16 tokens in whole documents, but 17 are needed, one of them"
            + " for the pool",
        refused.getMessage());
  }

  private static List<int[]> random(long seed, int documents, int tokens) {
    Random random = new Random(seed);
    return new ArrayList<>(
        IntStream.range(0, documents)
            .mapToObj(i -> random.ints(tokens, 0, 30_000).toArray())
            .toList());
  }

  private ReadSource source(String name, List<int[]> texts) {
    TokenSpool spool = TokenSpool.in(directory);
    spools.add(spool);
    List<ReadDocument> documents = new ArrayList<>();
    for (int[] text : texts) {
      documents.add(
          new ReadDocument(
              name + " " + documents.size(),
              Sha256.of(text, 0, text.length),
              1,
              spool.size(),
              text.length,
              null));
      spool.append(text, text.length);
    }
    return new ReadSource(name, documents, spool, 1, 1, Map.of(), SourceUse.BOTH, true);
  }
}
