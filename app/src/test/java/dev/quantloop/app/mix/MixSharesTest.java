package dev.quantloop.app.mix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.experiment.CalibrationPool;
import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.SourceId;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.NamedWeights;
import dev.quantloop.tracker.record.RecipePart;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MixSharesTest {
  private static final List<String> SOURCES = List.of("code", "prose", "french");

  @Test
  void aWeightIsTheShareOfAllTokens() {
    MixText text = new MixText(pool(100, 100, 4), 8, 2); // 3, 3 and 2 chunks
    MixShares shares = MixShares.of(new double[] {2, 1, 1});
    List<RecipePart> recipe = text.recipe(shares, 1);
    assertEquals(List.of(3, 3, 2), recipe.stream().map(RecipePart::firstChunk).toList());
    double all = recipe.stream().mapToDouble(MixSharesTest::tokens).sum();
    assertEquals(8, all, 1e-12);
    assertEquals(
        List.of(0.5, 0.25, 0.25), recipe.stream().map(part -> tokens(part) / all).toList());
  }

  @Test
  void aSourceByItselfGivesAsMuchTextAsItHas() {
    MixText text = new MixText(pool(100, 100, 4), 8, 2);
    assertEquals(
        List.of(new RecipePart(new CorpusId(1), 8, 8)), text.recipe(MixShares.only(0, 3), 1));
    assertEquals(
        List.of(new RecipePart(new CorpusId(3), 2, 2)), text.recipe(MixShares.only(2, 3), 1));
  }

  @Test
  void whatHasNoWeightIsNotRead() {
    MixText text = new MixText(pool(10, 10, 10), 6, 2);
    assertEquals(2, text.recipe(MixShares.of(new double[] {1, 1, 0}), 0).size());
  }

  @Test
  void aPoolHasToLastForAllTexts() {
    MixText text = new MixText(pool(100, 100, 4), 8, 2);
    assertTrue(text.fits(text::poolChunks));
    MixText more = new MixText(pool(100, 100, 4), 8, 3);
    assertEquals(false, more.fits(more::poolChunks));
  }

  @Test
  void sharesAreNamed() {
    assertEquals("equal weights", MixShares.equal(3).label(SOURCES));
    assertEquals("only prose", MixShares.only(1, 3).label(SOURCES));
    assertEquals("code 0.750, french 0.250", MixShares.of(new double[] {3, 0, 1}).label(SOURCES));
    assertEquals(
        List.of(0.334, 0.333, 0.333), MixShares.of(new double[] {1.0001, 1, 1}).rounded().values());
  }

  @Test
  void readsWeightsAndSaysWhatIsWrongWithThem() {
    NamedWeights weights = given("code=2", "prose=0.5");
    assertEquals(Map.of("code", 2.0, "prose", 0.5), weights.values());
    assertEquals(weights, NamedWeights.parse(weights.toString()));
    assertEquals(List.of(0.8, 0.2, 0.0), MixShares.of(weights, SOURCES).values());
    refused("the weight of code is -1; it has to be from 0 to 1e9", "code=-1");
    refused("the weight of code is NaN; it has to be from 0 to 1e9", "code=NaN");
    refused("the weight of code is Infinity; it has to be from 0 to 1e9", "code=Infinity");
    refused("the weight of code, 'much', is not a number", "code=much");
    refused("all weights are 0; at least one has to be above", "code=0", "prose=0");
    refused("there is no source german to weigh; there are code, prose, french", "german=1");
    refused("code has two weights", "code=1", "code=2");
    refused("'code' is not NAME=WEIGHT", "code");
  }

  private static NamedWeights given(String... parts) {
    return GivenWeights.parse(List.of(parts), SOURCES, "--weights");
  }

  private static void refused(String message, String... parts) {
    UsageException refusal = assertThrows(UsageException.class, () -> given(parts));
    assertEquals(message + " (--weights)", refusal.getMessage());
  }

  private static double tokens(RecipePart part) {
    return part.weight() * part.chunks();
  }

  private static CalibrationPool pool(int... chunks) {
    return new CalibrationPool(
        List.of(corpus(0, chunks[0]), corpus(1, chunks[1]), corpus(2, chunks[2])), 512);
  }

  private static Corpus corpus(int position, int chunks) {
    return new Corpus(
        new CorpusId(1 + position),
        new ExperimentId(1),
        new SourceId(1 + position),
        SOURCES.get(position),
        SOURCES.get(position),
        position,
        Path.of("tokens"),
        "",
        512L * chunks,
        0,
        0,
        0,
        512L * chunks);
  }
}
