package dev.quantloop.app.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.Medians;
import dev.quantloop.app.UserException;
import dev.quantloop.app.bench.Bench.ContestResult;
import dev.quantloop.app.bench.Bench.Part;
import dev.quantloop.app.bench.BenchSettings.LoopShape;
import dev.quantloop.app.bench.Contests.Contest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContestsTest {
  private static final Path MODEL = Path.of("/m/my model.gguf");

  @Test
  void givesBothSidesTheSameChunksContextAndThreads() {
    Contest imatrix = contests(100).of(Part.IMATRIX);
    assertEquals(
        List.of(
            "quantloop imatrix --backend cpu -c 512 -t 2 -m '/m/my model.gguf' -f /t.txt --chunks"
                + " 20 -o /w/ours.imatrix"),
        imatrix.ours());
    assertEquals(
        List.of(
            "/peer/llama-imatrix -m '/m/my model.gguf' -f /t.txt --chunks 20 --no-ppl -c 512 -t 2"
                + " -o /w/theirs.imatrix"),
        imatrix.theirs());
  }

  @Test
  void givesBothSidesTheBatchSizesWhereverTextIsDecoded() {
    Contests contests = contests(100, List.of("-b", "4096", "-ub", "2048"));
    List<String> all = new ArrayList<>();
    for (Contest contest :
        List.of(contests.of(Part.IMATRIX), contests.of(Part.KLD), contests.of(Part.LOOP))) {
      all.addAll(contest.ours());
      all.addAll(contest.theirs());
    }
    assertEquals(21, all.stream().filter(l -> l.contains("-t 2 -b 4096 -ub 2048")).count());
    assertTrue(
        all.stream()
            .filter(l -> l.contains("-c 512"))
            .allMatch(l -> l.contains("-c 512 -t 2 -b 4096 -ub 2048")));
  }

  @Test
  void letsTheToolsDecodeTheBaselineOnceAndEveryCorpusFromItsBeginning() {
    List<String> script = contests(100).of(Part.LOOP).theirs();
    assertEquals(
        1,
        script.stream()
            .filter(
                l ->
                    !l.contains(" --kl-divergence ")
                        && !l.endsWith(" --kl-divergence")
                        && l.contains("llama-perplexity"))
            .count());
    assertEquals(
        List.of("8", "16", "32", "64"),
        script.stream()
            .filter(l -> l.contains("llama-imatrix"))
            .map(l -> l.replaceAll(".* --from-chunk 9 --chunks (\\d+) .*", "$1"))
            .toList());
    assertEquals(10, script.stream().filter(l -> l.contains("llama-quantize")).count());
    assertEquals(10, script.stream().filter(l -> l.endsWith("--kl-divergence")).count());
  }

  @Test
  void asksOurLoopForTheSameCorpora() {
    List<String> script = contests(100).of(Part.LOOP).ours();
    assertTrue(script.get(1).contains("--eval-chunks 9 --start 4096 --growth 2 --max 32768"));
    assertTrue(script.get(2).contains("run bench --db /w/loop/quantloop.db --iterations 4"));
  }

  @Test
  void takesAnotherShapeOfTheLoop() {
    LoopShape shape = new LoopShape(5, 32, 40);
    Contest loop = contests(1000, List.of(), shape).of(Part.LOOP);
    assertEquals("loop of 5 corpora", loop.name());
    String ours = loop.ours().toString();
    assertTrue(ours.contains("--eval-chunks 40 --start 16384 --growth 2 --max 262144"), ours);
    assertTrue(ours.contains("--iterations 5"), ours);
    String theirs = loop.theirs().toString();
    assertTrue(theirs.contains("--from-chunk 40 --chunks 512 "), theirs);
    Contests tooShort = contests(500, List.of(), shape);
    assertThrows(UserException.class, () -> tooShort.of(Part.LOOP));
  }

  @Test
  void makesDoWithAShortTextUntilTheLoopIsImpossible() {
    assertTrue(contests(14).of(Part.LOOP).theirs().toString().contains("--chunks 1 "));
    assertThrows(UserException.class, () -> contests(12).of(Part.LOOP));
  }

  @Test
  void saysWhichToolIsMissing() {
    UserException missing =
        assertThrows(UserException.class, () -> BenchSettings.peer(Path.of("/nowhere")));
    assertTrue(missing.getMessage().startsWith("no program llama-imatrix in /nowhere"));
  }

  @Test
  void takesTheMiddleOfOddCountsAndTheMeanOfTheTwoMiddleOnesOfEven() {
    assertEquals(2.0, Medians.of(List.of(9.0, 1.0, 2.0)));
    assertEquals(3.0, Medians.of(List.of(9.0, 1.0, 2.0, 4.0)));
    assertEquals(
        0.5, new ContestResult("x", 1, List.of(1.0, 2.0, 3.0), List.of(4.0, 4.0, 5.0)).ratio());
  }

  private static Contests contests(int textChunks) {
    return contests(textChunks, List.of());
  }

  private static Contests contests(int textChunks, List<String> batchFlags) {
    return contests(textChunks, batchFlags, LoopShape.usual(textChunks));
  }

  private static Contests contests(int textChunks, List<String> batchFlags, LoopShape loop) {
    return new Contests(
        new BenchSettings(
            List.of("quantloop"),
            List.of("--backend", "cpu"),
            Path.of("/peer"),
            MODEL,
            false,
            Path.of("/t.txt"),
            textChunks,
            20,
            512,
            2,
            batchFlags,
            List.of("Q4_K_M", "Q2_K"),
            loop,
            Path.of("/w")));
  }
}
