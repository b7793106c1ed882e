package dev.quantloop.app.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.cli.AlteredDemo;
import dev.quantloop.app.corpus.TokenFile;
import dev.quantloop.app.experiment.CalibrationPool;
import dev.quantloop.app.experiment.CommittedFile;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.ledger.VerifyLedger;
import dev.quantloop.app.loop.LoopRunner.RunOutcome;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.NotFiniteException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.NewIteration;
import dev.quantloop.tracker.record.NewQuant;
import dev.quantloop.tracker.record.NoiseFloor;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.FigureValues;
import dev.quantloop.tracker.view.QuarantineRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an experiment makes of a model that knows no number for a token, which one chunk of the
 * evaluation text has and one or more of the pool.
 */
class QuarantineRunTest {
  private static final int SIZE = SmallExperiment.CONTEXT_SIZE;
  private static final String TENSOR = "blk.0.attn_q.weight";

  @TempDir private static Path home;
  private static Tracker tracker;
  private static Path sound;
  private static Path broken;
  private static Experiment ofSound;
  private static EvaluationSetId set;
  private static int evaluated;
  private static List<Integer> ofPool;
  private static Experiment whole;
  private static final RecordedReport REPORT_OF_WHOLE = new RecordedReport();

  @BeforeAll
  static void breakAModel() throws IOException {
    tracker = Tracker.open(home.resolve("quantloop.db"));
    sound = AlteredDemo.withOutputTensorOnly(home.resolve("sound.gguf"));
    ofSound = create("sound", sound, QuantType.Q4_0);
    int token = tokenOfFewChunks();
    broken = withoutNumberFor(token, Files.copy(sound, home.resolve("broken.gguf")));
    whole = quarantined("whole", broken, QuantType.Q4_0);
    assertEquals(RunState.FINISHED, run(whole, REPORT_OF_WHOLE).state());
  }

  @AfterAll
  static void close() {
    tracker.close();
  }

  /** Of the prose: in one chunk of the evaluation, and in few of the first six of the pool. */
  private static int tokenOfFewChunks() {
    EvaluationSet prose = tracker.experiments().evaluationSets(ofSound.id()).get(0);
    Corpus corpus = tracker.experiments().corpora(ofSound.id()).get(0);
    set = prose.id();
    int[] text = TokenFile.read(corpus.file(), (int) prose.firstToken(), prose.chunks() * SIZE);
    int[] pool =
        new CalibrationPool(tracker.experiments().corpora(ofSound.id()), SIZE).tokens(corpus, 0, 6);
    int[] french =
        TokenFile.read(tracker.experiments().corpora(ofSound.id()).get(1).file(), 0, 9 * SIZE);
    for (int token : text) {
      List<Integer> here = chunksOf(text, token);
      ofPool = chunksOf(pool, token);
      boolean few = here.size() == 1 && ofPool.size() == 1 && ofPool.get(0) > 0;
      if (few && chunksOf(french, token).isEmpty()) {
        evaluated = here.get(0);
        return token;
      }
    }
    throw new IllegalStateException("no token is in one chunk of both");
  }

  private static List<Integer> chunksOf(int[] tokens, int token) {
    return IntStream.range(0, tokens.length)
        .filter(i -> tokens[i] == token)
        .map(i -> i / SIZE)
        .distinct()
        .boxed()
        .toList();
  }

  private static Path withoutNumberFor(int token, Path model) throws IOException {
    GgufTensor embedding = GgufFile.read(model).tensor("token_embd.weight").orElseThrow();
    long rowBytes = embedding.bytes() / embedding.dimension(1);
    byte[] row = new byte[(int) rowBytes];
    Arrays.fill(row, (byte) 0x7f);
    try (FileChannel file = FileChannel.open(model, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(row), embedding.offset() + token * rowBytes);
    }
    return model;
  }

  private static Experiment create(String name, Path model, QuantType... types) {
    ExperimentDraft draft = SmallExperiment.draft(name, model, 0, types);
    SettingValues settings = draft.settings().with(Setting.START, 12L * SIZE);
    return SmallExperiment.create(
        tracker,
        draft.with(types.length == 0 ? settings : settings.with(Setting.EMBEDDING_TYPE, "f16")));
  }

  private static Experiment quarantined(String name, Path model, QuantType... types) {
    Experiment experiment = create(name, model, types);
    return tracker.experiments().update(experiment.id(), experiment.settings().withQuarantine());
  }

  private static RunOutcome run(Experiment experiment, RecordedReport report) {
    return SmallExperiment.run(tracker, experiment, OptionalInt.of(1), report);
  }

  @Test
  void withoutQuarantineTheRunEndsAndNamesDocumentTensorAndOption() {
    Experiment experiment = create("plain", broken, QuantType.Q4_0);
    NotFiniteException refusal =
        assertThrows(NotFiniteException.class, () -> run(experiment, new RecordedReport()));
    String message = FailureMessage.ofAny(refusal);
    assertTrue(
        message.startsWith(
            "the logits of the baseline on chunk %d of prose (".formatted(evaluated)),
        message);
    assertTrue(message.contains(TENSOR) && message.contains("--quarantine"), message);
  }

  @Test
  void figuresAndSumsAreThoseOfTheOtherChunksAlsoAfterAKill() throws IOException {
    List<QuarantineRow> aside = tracker.quarantine().list(whole.id());
    assertEquals(
        List.of(
            List.of("evaluation", evaluated, TENSOR),
            List.of("calibration", ofPool.get(0), TENSOR)),
        aside.stream().map(row -> List.of(row.side(), row.chunk(), row.tensor().get())).toList());
    assertTrue(aside.stream().allMatch(row -> row.documents().isPresent()), aside.toString());
    assertEquals(
        2, REPORT_OF_WHOLE.events.stream().filter(line -> line.contains("is put aside")).count());

    Experiment other = quarantined("other", sound, QuantType.Q4_0);
    run(other, new RecordedReport().stopAt("1: imatrix", 1));
    List<ChunkResult> others = results(quant(other, 0));
    others.remove(evaluated);
    FigureValues without = ChunkResult.statistics(others);
    assertEquals(without, score(whole, 0), "without imatrix, of the model that is not broken");
    assertEquals(11, imatrix(whole).chunks());
    assertEquals(11 * SIZE, imatrix(whole).tokens());
    assertTrue(
        blocks(whole).stream()
            .noneMatch(
                block ->
                    block.firstChunk() <= ofPool.get(0)
                        && block.firstChunk() + block.chunks() > ofPool.get(0)));
    var check = new VerifyLedger(tracker, whole, false).run();
    assertEquals(List.of(), check.problems());
    assertEquals(1, check.compared());

    forgetFilesOf(whole);
    Experiment stopped = quarantined("stopped", broken, QuantType.Q4_0);
    for (RecordedReport stop :
        List.of(
            new RecordedReport().stopAt("0: evaluate", evaluated + 1L),
            new RecordedReport().stopAt("1: imatrix", 1),
            new RecordedReport().stopAt("1: evaluate", 4))) {
      assertEquals(RunState.STOPPED, run(stopped, stop).state());
    }
    assertEquals(RunState.FINISHED, run(stopped, new RecordedReport()).state());
    assertEquals(score(whole, 0), score(stopped, 0));
    assertEquals(score(whole, 1), score(stopped, 1));
    assertEquals(imatrix(whole).sha256(), imatrix(stopped).sha256());
    assertEquals(2, tracker.quarantine().list(stopped.id()).size());
  }

  /** Else the next experiment takes them. */
  private static void forgetFilesOf(Experiment experiment) throws IOException {
    for (LedgerBlock block : blocks(experiment)) {
      Files.delete(block.file());
    }
  }

  @Test
  void aFileThatBreaksOneChunkTakesItFromAllAndOneThatBreaksMostFailsAlone() throws IOException {
    Experiment judge = quarantined("judge", sound);
    Path hopeless = Files.copy(sound, home.resolve("hopeless.gguf"));
    GgufTensor norm = GgufFile.read(hopeless).tensor("output_norm.weight").orElseThrow();
    try (FileChannel file = FileChannel.open(hopeless, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {0, 0, (byte) 0xc0, 0x7f}), norm.offset());
    }
    judged(judge, "sound", sound);
    run(judge, new RecordedReport());
    FigureValues before = score(judge, 1);
    NoiseFloor floor = tracker.evaluations().noiseFloor(judge.id()).orElseThrow();
    judged(judge, "broken", broken);
    judged(judge, "hopeless", hopeless);
    RunOutcome outcome = run(judge, new RecordedReport());
    assertEquals(RunState.FAILED, outcome.state());
    assertTrue(outcome.reason().startsWith("hopeless failed: "), outcome.reason());
    assertTrue(
        outcome.reason().contains("it is broken, and nothing is put aside for it"),
        outcome.reason());

    assertEquals(
        List.of(List.of(evaluated, "broken")),
        tracker.quarantine().list(judge.id()).stream()
            .map(row -> List.of(row.chunk(), row.model()))
            .toList());
    assertEquals(5, results(quant(judge, 1)).size());
    assertEquals(5, results(quant(judge, 2)).size());
    assertEquals(ChunkResult.statistics(results(quant(judge, 1))), score(judge, 1));
    assertTrue(!before.equals(score(judge, 1)));
    assertEquals(2, tracker.verdicts().ranking(List.of(judge)).rows().size(), "of the same chunks");
    assertTrue(evaluated < 4, "the noise floor rested on it");
    assertEquals(4, tracker.evaluations().noiseFloor(judge.id()).orElseThrow().chunks());
    assertTrue(!floor.equals(tracker.evaluations().noiseFloor(judge.id()).orElseThrow()));
  }

  @Test
  void whereModelsDoNotFitTogetherTheSameComesOfIt() {
    Experiment tight = quarantined("tight", broken, QuantType.Q4_0);
    RecordedReport report = new RecordedReport().stopAt("1: imatrix", 1);
    LoopContext context = SmallExperiment.context(tracker, tight, report, 0);
    new LoopRunner(context).run(SmallExperiment.run(tracker, tight, OptionalInt.of(1)));
    assertTrue(
        report.events.stream().anyMatch(line -> line.contains("do not fit")),
        report.events.toString());
    assertEquals(score(whole, 0), score(tight, 0));
    assertArrayEquals(
        resultOn(quant(whole, 0), 1 - Math.min(1, evaluated)).kld(),
        resultOn(quant(tight, 0), 1 - Math.min(1, evaluated)).kld());
    assertEquals(
        List.of(evaluated),
        tracker.quarantine().list(tight.id()).stream()
            .filter(row -> row.side().equals("evaluation"))
            .map(QuarantineRow::chunk)
            .toList());
  }

  private static void judged(Experiment judge, String label, Path file) throws IOException {
    Iteration iteration =
        tracker
            .iterations()
            .create(
                NewIteration.judged(
                    judge.id(), tracker.iterations().nextNumber(judge.id()), label, "F16"));
    CommittedFile committed = CommittedFile.of(file);
    tracker
        .iterations()
        .record(
            NewQuant.judged(
                iteration,
                file,
                committed.bytes(),
                16,
                committed.sha256(),
                SmallExperiment.context(tracker, judge, new RecordedReport()).provenance()));
  }

  private static Quant quant(Experiment experiment, int number) {
    Iteration iteration = tracker.iterations().find(experiment.id(), number).orElseThrow();
    return tracker.iterations().quants(iteration.id()).get(0);
  }

  private static FigureValues score(Experiment experiment, int number) {
    return tracker
        .evaluations()
        .findScore(quant(experiment, number).id())
        .orElseThrow()
        .statistics();
  }

  private static List<ChunkResult> results(Quant quant) {
    List<ChunkResult> results = new ArrayList<>();
    tracker
        .evaluations()
        .list(quant.id())
        .forEach(one -> results.addAll(tracker.evaluations().chunks(one.id())));
    return results;
  }

  /** On a chunk of the prose. */
  private static ChunkResult resultOn(Quant quant, int chunk) {
    return results(quant).stream().filter(one -> one.chunk() == chunk).findFirst().orElseThrow();
  }

  private static Imatrix imatrix(Experiment experiment) {
    return tracker.iterations().imatrices(experiment.id()).get(0);
  }

  private static List<LedgerBlock> blocks(Experiment experiment) {
    Corpus prose = tracker.experiments().corpora(experiment.id()).get(0);
    return tracker.iterations().blocks(prose.id());
  }
}
