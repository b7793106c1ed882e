package dev.quantloop.app.guide;

import static dev.quantloop.app.guide.GuideFixture.SIZE;
import static dev.quantloop.app.guide.GuideFixture.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.commandline.CommandWords;
import dev.quantloop.app.guide.Suggestion.Kind;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.llama.model.DeviceSplit;
import dev.quantloop.llama.model.SplitMode;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuideTest {
  private GuideFixture history;

  @BeforeEach
  void open(@TempDir Path directory) {
    history = new GuideFixture(directory.resolve("quantloop.db"));
  }

  @AfterEach
  void close() {
    history.close();
  }

  @Test
  void startsWhereNothingWasTried() {
    Guide guide = history.experiment(settings("Q2_K")).guide();
    assertEquals(List.of(), guide.findings());
    Suggestion start = only(guide);
    assertEquals(Kind.START, start.kind());
    assertEquals("quantloop run mine", CommandWords.line(start.proposal()));
    assertEquals(80 * SIZE, start.cost().calibrationTokens());
    assertTrue(start.cost().atMost());
    assertEquals(OptionalDouble.empty(), start.cost().seconds());
  }

  @Test
  void countsNoChunksThatWerePutAside() {
    history.experiment(settings("Q2_K")).scored(0, 0, 1).scored(1, 4, 0.8).putAside();
    Cost cost = find(Kind.DOUBLE_CORPUS).orElseThrow().cost();
    assertEquals((1 + 1 + 3 + 3) * 15 * SIZE, cost.evaluationTokens());
    assertEquals(3 * SIZE, cost.calibrationTokens());
  }

  @Test
  void countsTheReplicatesThatAreLeft() {
    history.experiment(settings("Q2_K")).scored(0, 0, 1).scored(1, 4, 0.8).replicate(1, 0.81);
    Cost cost = find(Kind.DOUBLE_CORPUS).orElseThrow().cost();
    assertEquals((1 + 1 + 2 + 3) * 16 * SIZE, cost.evaluationTokens());
    assertEquals(4 * SIZE, cost.calibrationTokens(), "replicates are of text that is calibrated");
  }

  @Test
  void watchesARunThatIsAtWork() {
    history.experiment(settings("Q2_K")).scored(0, 0, 1).scored(1, 4, 0.8);
    history.run(true, 0);
    Suggestion watch = only(history.guide());
    assertEquals(Kind.WATCH, watch.kind());
    assertEquals("quantloop watch mine", CommandWords.line(watch.proposal()));
  }

  @Test
  void resumesARunThatFailedAndSaysWhy() {
    history.experiment(settings("Q2_K"));
    Run run = history.run(true, 0);
    history.scored(0, 0, 1).planned(1, 4);
    history.tracker().runs().end(run.id(), RunState.FAILED, "out of memory");
    Suggestion resume = history.guide().suggestions().get(0);
    assertEquals(Kind.RESUME, resume.kind());
    assertEquals("quantloop run mine", CommandWords.line(resume.proposal()));
    assertTrue(resume.reason().contains("failed: out of memory"), resume.reason());
    assertTrue(find(Kind.DOUBLE_CORPUS).isEmpty());
  }

  @Test
  void resumesAsManyIterationsAsWereLeft() {
    history.experiment(settings("Q2_K"));
    Run run = history.run(false, 3);
    history.scored(0, 0, 1).scored(1, 4, 0.8).planned(2, 8);
    history.tracker().runs().end(run.id(), RunState.STOPPED, "on request");
    Suggestion resume = history.guide().suggestions().get(0);
    assertEquals("quantloop run mine --iterations 2", CommandWords.line(resume.proposal()));
    assertEquals(12 * SIZE, resume.cost().calibrationTokens());
  }

  @Test
  void resumesWithTheOptionsOfTheRun() {
    history.experiment(settings("Q2_K"));
    RunOptions options =
        new RunOptions(
            true,
            OptionalInt.empty(),
            new DeviceSplit(SplitMode.NONE, List.of(3f, 0.5f), 1),
            List.of("--rpc", "one:50052"));
    Run run = history.run(true, 0, options);
    history.scored(0, 0, 1).planned(1, 4);
    history.tracker().runs().end(run.id(), RunState.STOPPED, "on request");
    assertEquals(
        "quantloop run mine --keep-quants -sm none -ts 3,0.5 -mg 1 --rpc one:50052",
        CommandWords.line(history.guide().suggestions().get(0).proposal()));
  }

  @Test
  void keepsToTheLibraryOfTheLatestRun() {
    history.experiment(settings("Q2_K"));
    List<String> library = List.of("--llama-lib", "/opt/llama.cpp/lib");
    Run run = history.run(false, 1, RunOptions.DEFAULT.with(library));
    history.scored(0, 0, 1).scored(1, 4, 0.8);
    history.tracker().runs().end(run.id(), RunState.FINISHED, "1 iteration done");
    assertEquals(
        "quantloop run mine --iterations 1 --llama-lib /opt/llama.cpp/lib",
        CommandWords.line(find(Kind.DOUBLE_CORPUS).orElseThrow().proposal()));
  }

  @Test
  void growsTheCorpusWhileTheLastStepHelped() {
    history.experiment(settings("Q2_K", "Q4_K_M"));
    history.scored(0, 0, 1, 0.1).scored(1, 4, 0.8, 0.08).scored(2, 8, 0.7, 0.08);
    Guide guide = history.guide();
    Suggestion grow = guide.suggestions().get(0);
    assertEquals(Kind.DOUBLE_CORPUS, grow.kind());
    assertEquals("Grow the corpus from 4.1k to 8.2k tokens", grow.title());
    assertEquals("quantloop run mine --iterations 1", CommandWords.line(grow.proposal()));
    assertEquals(8 * SIZE, grow.cost().calibrationTokens());
    int quants = 2 + 3 * 3 * 2; // and of this and the two before as many replicates as there may be
    assertEquals((1 + quants) * 16 * SIZE, grow.cost().evaluationTokens());
    assertTrue(grow.cost().atMost());
    assertTrue(grow.reason().contains("still helped: Q2_K -12.5 %"), grow.reason());
    assertTrue(guide.findings().get(0).startsWith("Q2_K: iteration 2 (4.1k tokens) is the best"));
    assertTrue(
        guide.findings().contains("Q2_K by text, against no imatrix: code -30.0 %, prose -30.0 %."),
        guide.findings().toString());
    assertEquals(Kind.STOP_HERE, guide.suggestions().get(1).kind());
  }

  @Test
  void goesBeyondTheLimitOfTheLoopWhereThePoolHasMore() {
    history.experiment(settings(OptionalLong.of(8 * SIZE), "{}", "Q2_K"));
    history.scored(0, 0, 1).scored(1, 4, 0.8).scored(2, 8, 0.7);
    assertEquals(
        "quantloop iterate mine --tokens 8192",
        CommandWords.line(find(Kind.DOUBLE_CORPUS).orElseThrow().proposal()));
  }

  @Test
  void growsTheMixThatIsTheBest() {
    history.experiment(settings("Q2_K"));
    history.scored(0, 0, 1).scored(1, 4, 0.8).scored(2, 8, 0.7).byHand(3, 4, "prose", 0.6);
    assertEquals(
        "quantloop iterate mine --tokens 4096 --sources prose",
        CommandWords.line(find(Kind.DOUBLE_CORPUS).orElseThrow().proposal()));
  }

  @Test
  void stopsOnThePlateauWithTheBestImatrix() throws IOException {
    history.experiment(settings(OptionalLong.empty(), "{\"pure\":true}", "Q2_K"));
    plateau();
    Guide guide = history.guide();
    Suggestion stop = guide.suggestions().get(1);
    assertEquals(Kind.STOP_HERE, stop.kind());
    String imatrix = history.file("iter-003.gguf").toString();
    assertEquals(
        List.of(
            "quantize",
            "--imatrix",
            imatrix,
            "--pure",
            "/models/demo-f16.gguf",
            "demo-Q2_K.gguf",
            "Q2_K"),
        CommandWords.of(stop.proposal()));
    assertTrue(stop.reason().contains(imatrix), stop.reason());
    assertEquals(OptionalDouble.of(3), stop.cost().seconds());
    assertTrue(find(Kind.DOUBLE_CORPUS).isEmpty());
    assertTrue(stop.ready());
    assertTrue(stop.reason().contains("Its imatrix: " + imatrix), stop.reason());
    Files.writeString(history.file("iter-003.gguf"), "another");
    Suggestion other = history.guide().suggestions().get(1);
    assertFalse(other.ready());
    assertTrue(other.reason().contains("is another file than was recorded"), other.reason());
    assertTrue(history.file("iter-003.gguf").toFile().delete());
    Suggestion gone = find(Kind.STOP_HERE).orElseThrow();
    assertFalse(gone.ready());
    assertTrue(gone.reason().contains("Its imatrix is gone; put it back"), gone.reason());
  }

  @Test
  void choosesTypesByTensorOnceMoreTextDoesNotHelp() {
    history.experiment(settings("Q2_K")).scored(0, 0, 1).scored(1, 4, 0.8);
    assertTrue(find(Kind.ALLOCATE).isEmpty());
    history.scored(2, 40, 0.7).scored(3, 80, 0.6);
    Suggestion atTheEnd = find(Kind.ALLOCATE).orElseThrow();
    assertTrue(atTheEnd.reason().startsWith("The pool has no more text"), atTheEnd.reason());
    assertEquals("quantloop allocate mine --like Q2_K", CommandWords.line(atTheEnd.proposal()));
    assertTrue(atTheEnd.ready());
  }

  @Test
  void choosesTypesByTensorFirstOnThePlateauAndOnce() {
    history.experiment(settings("Q2_K"));
    plateau();
    Suggestion first = history.guide().suggestions().get(0);
    assertEquals(Kind.ALLOCATE, first.kind());
    assertTrue(first.reason().startsWith("More text no longer helps"), first.reason());
    history.named("mine-allocate").allocating("mine", 3);
    Guide own = history.guide();
    assertEquals(List.of("Of mine-allocate 3/31 tensors are measured."), own.findings());
    assertEquals(Kind.RESUME, only(own).kind());
    assertEquals("quantloop run mine-allocate", CommandWords.line(only(own).proposal()));
    assertEquals((28 + 2) * 16 * 512, only(own).cost().tokens());
    history.recipe(0.5, 0.4);
    Guide judged = history.guide();
    String finding = judged.findings().get(0);
    assertTrue(finding.contains("-20.0"), finding);
    assertTrue(finding.contains("improved; recommended: "), finding);
    assertTrue(finding.endsWith("recipe-Q3_K_M.gguf"), finding);
    assertEquals(List.of(), judged.suggestions());
    history.of("mine");
    assertTrue(find(Kind.ALLOCATE).isEmpty());
    assertTrue(history.guide().findings().contains(finding), history.guide().findings().toString());
  }

  @Test
  void callsWhatIsMeasuredByItsGrouping() {
    history.experiment(settings("Q2_K")).scored(0, 0, 1);
    history.named("mine-allocate").allocatingByKind("mine");
    Guide own = history.guide();
    assertEquals(List.of("Of mine-allocate 1/2 kinds are measured."), own.findings());
    assertTrue(only(own).reason().startsWith("What each kind loses decides"), only(own).reason());
  }

  @Test
  void evaluatesARecipeFromElsewhere() {
    history.experiment(settings("Q2_K")).scored(0, 0, 1);
    history.named("mine-allocate").given("mine", "theirs");
    Guide given = history.guide();
    assertEquals(List.of(), given.findings());
    assertEquals("Evaluate the recipe", only(given).title());
    history.recipe(0.5, 0.4);
    assertTrue(
        history.guide().findings().get(0).startsWith("Types by tensor, recipe theirs (mine-all"));
  }

  @Test
  void leavesOutTheSourceThatDidWorstWhereTheLargerCorpusWasWorse() {
    history.experiment(settings("Q2_K")).scored(0, 0, 1).scored(1, 4, 0.7);
    history.disfavoured("code").scored(2, 8, 0.75);
    Suggestion drop = history.guide().suggestions().get(0);
    assertEquals(Kind.DROP_SOURCE, drop.kind());
    assertEquals(
        "quantloop iterate mine --tokens 2048 --sources prose", CommandWords.line(drop.proposal()));
    assertEquals(0, drop.cost().calibrationTokens());
    assertTrue(drop.reason().contains("code did worst, +17.9 %"), drop.reason());
    history.byHand(3, 4, "prose", 0.8);
    assertTrue(find(Kind.DROP_SOURCE).isEmpty());
  }

  @Test
  void leavesOutNothingWhereThereIsOneSource() {
    history.experiment(settings("Q2_K"), "code");
    history.scored(0, 0, 1).scored(1, 4, 0.7).scored(2, 8, 0.8);
    assertTrue(find(Kind.DROP_SOURCE).isEmpty());
  }

  @Test
  void asksForMoreTextWhereThePoolIsUsedUp() {
    history.experiment(settings("Q2_K")).scored(0, 0, 1).scored(1, 40, 0.8).scored(2, 80, 0.7);
    Suggestion more = history.guide().suggestions().get(0);
    assertEquals(Kind.ADD_SOURCE, more.kind());
    assertFalse(more.ready());
    assertEquals(
        "quantloop new mine-2 -m /models/demo-f16.gguf --source 'code=code/*.txt'"
            + " --source 'prose=prose/*.txt' --source more=TEXT --quants Q2_K -c 512 --start 2048"
            + " --growth 2 --eval-chunks 8 --split sequential --keep-overlap"
            + " --held-out-chunks 0 -t 2",
        CommandWords.line(more.proposal()));
  }

  @Test
  void evaluatesOnMoreChunksWhereNoiseHidesTheDifference() {
    history.experiment(settings("Q2_K")).chunkNoise(0.05);
    history.scored(0, 0, 1).scored(1, 4, 0.7).scored(2, 8, 0.705);
    Suggestion more = history.guide().suggestions().get(0);
    assertEquals(Kind.MORE_EVALUATION_CHUNKS, more.kind());
    assertEquals("mine-eval24", CommandWords.of(more.proposal()).get(1));
    assertTrue(
        CommandWords.line(more.proposal()).contains("--eval-chunks 24"),
        CommandWords.line(more.proposal()));
    assertEquals((4 + 2 * 3) * 48 * SIZE, more.cost().evaluationTokens());
    assertTrue(more.reason().contains("Then run mine-eval24."), more.reason());
    assertTrue(history.guide().findings().toString().contains("no detectable difference"));
  }

  @Test
  void needsNoMoreChunksWhereTheDifferenceIsPlain() {
    history.experiment(settings("Q2_K")).chunkNoise(0.05);
    history.scored(0, 0, 1).scored(1, 4, 0.8).scored(2, 8, 0.6);
    assertTrue(find(Kind.MORE_EVALUATION_CHUNKS).isEmpty());
  }

  @Test
  void triesSmallerTypesWhereTheImatrixMattersLittle() {
    history.experiment(settings("Q4_K_M", "Q6_K"));
    history.scored(0, 0, 0.1, 0.01).scored(1, 4, 0.095, 0.01);
    assertEquals(
        "quantloop iterate mine --tokens 2048 --quants Q3_K_M,IQ2_M",
        CommandWords.line(find(Kind.OTHER_QUANT).orElseThrow().proposal()));
    assertEquals(OptionalDouble.empty(), find(Kind.OTHER_QUANT).orElseThrow().cost().seconds());
  }

  @Test
  void triesLargerTypesWhereTheSmallOnesDamageTheModel() {
    history.experiment(settings("Q2_K")).disagreement(0.3);
    history.scored(0, 0, 1).scored(1, 4, 0.8);
    Suggestion larger = find(Kind.OTHER_QUANT).orElseThrow();
    assertTrue(
        CommandWords.line(larger.proposal()).endsWith("--quants IQ4_XS,Q4_K_M"),
        CommandWords.line(larger.proposal()));
    assertTrue(larger.reason().contains("70.0 %"), larger.reason());
  }

  @Test
  void checksALongerContextWhenAllElseIsSettled() {
    history.experiment(settings("Q2_K"));
    plateau();
    Suggestion longer = find(Kind.LONGER_CONTEXT).orElseThrow();
    assertTrue(CommandWords.line(longer.proposal()).startsWith("quantloop new mine-c2048 "));
    assertTrue(CommandWords.line(longer.proposal()).contains("-c 2048 "));
    assertTrue(CommandWords.line(longer.proposal()).contains("--eval-chunks 2 --split sequential"));
    assertEquals(OptionalDouble.empty(), longer.cost().seconds());
  }

  @Test
  void estimatesSecondsFromWhatWasMeasured() {
    history.experiment(settings("Q2_K"));
    history.scored(0, 0, 1).scored(1, 4, 0.8).scored(2, 8, 0.7);
    assertEquals(OptionalDouble.empty(), find(Kind.DOUBLE_CORPUS).orElseThrow().cost().seconds());
    Run run = history.run(false, 1);
    history.scored(3, 16, 0.6);
    history.tracker().runs().end(run.id(), RunState.FINISHED, "1 iteration done");
    Cost cost = find(Kind.DOUBLE_CORPUS).orElseThrow().cost();
    assertTrue(cost.seconds().orElseThrow() > 16 * 2.0 + 3, cost.toString());
  }

  @Test
  void neverSaysMoreThanFiveThings() {
    history.experiment(settings("Q2_K", "Q3_K_S", "IQ3_S")).chunkNoise(0.05).disagreement(0.3);
    history.scored(0, 0, 1, 1, 1).scored(1, 40, 0.7, 0.7, 0.7);
    history.scored(2, 80, 0.705, 0.705, 0.705);
    assertTrue(history.guide().suggestions().size() <= Guide.MOST);
  }

  private void plateau() {
    history.scored(0, 0, 1).scored(1, 4, 0.8).scored(2, 8, 0.7);
    history.scored(3, 16, 0.6995).scored(4, 32, 0.6994).scored(5, 64, 0.6994);
    history.replicate(2, 0.7001).replicate(2, 0.7002).replicate(2, 0.6999);
    history.replicate(4, 0.6993).replicate(4, 0.6995).replicate(4, 0.6994);
  }

  private Optional<Suggestion> find(Kind kind) {
    return history.guide().suggestions().stream().filter(s -> s.kind() == kind).findFirst();
  }

  private static Suggestion only(Guide guide) {
    assertEquals(1, guide.suggestions().size(), guide.suggestions().toString());
    return guide.suggestions().get(0);
  }
}
