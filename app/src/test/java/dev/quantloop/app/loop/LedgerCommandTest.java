package dev.quantloop.app.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.app.chunktext.EvaluationText;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.report.ImatrixComparisonReport;
import dev.quantloop.app.experiment.CommittedFile;
import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.worker.ExperimentLock;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.imatrix.statistics.ImatrixComparison;
import dev.quantloop.llama.imatrix.statistics.WeightComparison;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.BlockOrigin;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.Source;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Corpora of 2 and 4 chunks of two sources, one replicate each: four blocks of one chunk. */
class LedgerCommandTest {
  @TempDir private Path home;
  private Tracker tracker;
  private Experiment experiment;
  private ExperimentDirectory directory;

  @BeforeEach
  void run() {
    tracker = Tracker.open(home.resolve("quantloop.db"));
    ExperimentDraft small = SmallExperiment.draft("mine", QuantType.Q4_0);
    experiment =
        SmallExperiment.create(
            tracker,
            new ExperimentDraft(
                "mine",
                small.model(),
                small.sources(),
                small.settings().with(Setting.REPLICATES, 1).with(Setting.MAX, tokens(4))));
    directory = new ExperimentDirectory(tracker.directory(experiment.id()));
    SmallExperiment.run(tracker, experiment, OptionalInt.empty(), new RecordedReport());
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  @Test
  void listsWhatIsUsedAndHowOften() {
    Result table = ledger("ls", "mine");
    assertEquals(0, table.code(), table.err());
    List<String> lines = table.out().lines().toList();
    assertEquals(4, lines.size());
    // Two iterations and their replicates: 2 + 4 chunks, and 2 + a draw from 4 of one chunk each.
    assertTrue(lines.get(1).matches("mine +prose +2 +2 +128 .* 2 +2 +320 +2\\.5 x"), table.out());
    assertTrue(lines.get(3).matches("mine +all +4 +4 +256 .* 2 +2 +640 +2\\.5 x"), table.out());
    assertTrue(
        ledger("ls", "--json").out().contains("\"reuse\" : 2.5"), ledger("ls", "--json").out());
  }

  @Test
  void tellsWhetherTheImatrixStillChanges() {
    Result text = inspect();
    assertEquals(0, text.code(), text.err());
    assertTrue(
        text.out().startsWith("mine: the imatrix of the first tokens against that of all 256"));
    List<String> lines = text.out().lines().toList();
    assertTrue(
        lines.get(3).matches(" +64 +%s .* 64 +[\\d.]+ %%".formatted(cosineWithAll(1))), text.out());
    assertTrue(
        lines.get(4).matches(" +128 +%s .* 128 +[\\d.]+ %%".formatted(cosineWithAll(2))),
        text.out());
    assertTrue(lines.get(5).matches(" +256 +1\\.0+ +0\\.00 % +1\\.0+"), text.out());

    Map<String, Object> document = Json.parse(inspect("--json").out());
    List<LedgerBlock> blocks = blocks();
    // The blocks of both sources are taken in turn.
    double halves = distance(blocks.get(1), blocks.get(3), blocks.get(0), blocks.get(2));
    assertEquals(
        halves,
        (double) ((Map<?, ?>) document.get("halves")).get("relative_distance"),
        1e-9 * halves);
    assertEquals(halves / Math.sqrt(8), (double) document.get("next_doubling"), 1e-9 * halves);

    for (LedgerBlock block : blocks.subList(1, 4)) {
      assertTrue(block.file().toFile().delete());
    }
    Result few = inspect();
    assertEquals(1, few.code());
    assertTrue(few.message().contains("there must be 2, and there are 1"), few.err());
  }

  /** Of the first blocks' imatrix, which are of both sources in turn. */
  private String cosineWithAll(int first) {
    List<LedgerBlock> blocks = blocks();
    ImatrixSums all = ImatrixFile.read(blocks.get(0).file());
    ImatrixSums part = ImatrixFile.read(blocks.get(0).file());
    for (int block : List.of(2, 1, 3)) {
      all.add(ImatrixFile.read(blocks.get(block).file()));
    }
    if (first > 1) {
      part.add(ImatrixFile.read(blocks.get(2).file()));
    }
    return ImatrixComparisonReport.cosine(
        ImatrixComparison.of(part, all).mean(WeightComparison::cosine));
  }

  private double distance(LedgerBlock a, LedgerBlock b, LedgerBlock c, LedgerBlock d) {
    ImatrixSums first = ImatrixFile.read(a.file());
    first.add(ImatrixFile.read(b.file()));
    ImatrixSums second = ImatrixFile.read(c.file());
    second.add(ImatrixFile.read(d.file()));
    return ImatrixComparison.of(first, second).mean(WeightComparison::relativeDistance);
  }

  private Result inspect(String... more) {
    return new CliFixture(home)
        .run(
            Stream.concat(
                    Stream.of("inspect", "--experiment", "mine", "--db", tracker.file().toString()),
                    Stream.of(more))
                .toArray(String[]::new));
  }

  @Test
  void findsDamagedAndMissingBlocksWhichARunReplaces() throws Exception {
    Result sound = ledger("verify");
    assertEquals(0, sound.code(), sound.out());
    assertTrue(sound.out().startsWith("mine: 4 of 4 blocks are sound; 2 imatrices are equal"));

    List<LedgerBlock> before = blocks();
    Path damaged = before.get(0).file();
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[bytes.length - 5] ^= 1;
    Files.write(damaged, bytes);
    Files.delete(before.get(3).file());

    Result found = ledger("verify", "mine");
    assertEquals(1, found.code());
    List<String> lines = found.out().lines().toList();
    assertEquals(3, lines.size(), found.out());
    assertTrue(
        lines.get(0).startsWith("mine: " + damaged + " is damaged: its SHA-256 is not")
            && lines.get(0).contains("computes it again; it is part of iterations 1, 2"),
        lines.get(0));
    assertTrue(lines.get(1).startsWith("mine: " + before.get(3).file() + " is gone: the next run"));
    assertTrue(lines.get(2).startsWith("mine: 2 of 4 blocks are sound; 0 imatrices"), lines.get(2));
    assertTrue(ledger("ls").err().contains("1 block is gone or damaged; see: quantloop ledger"));

    Experiment more =
        tracker
            .experiments()
            .update(
                experiment.id(),
                SettingValues.of(experiment.settings()).with(Setting.MAX, tokens(8)).recorded());
    RecordedReport report = new RecordedReport();
    SmallExperiment.run(tracker, more, OptionalInt.empty(), report);

    assertTrue(report.events.toString().contains(damaged + " is gone or damaged"));
    for (LedgerBlock block : before) {
      assertTrue(
          blocks().stream().anyMatch(now -> now.sha256().equals(block.sha256())),
          () -> block + " was computed again");
    }
    Result mended = ledger("verify", "mine");
    assertEquals(0, mended.code(), mended.out());
    assertTrue(mended.out().contains("3 imatrices are equal"), mended.out());
  }

  @Test
  void findsAnImatrixThatIsNotTheSumOfItsBlocksAndBlocksOfOtherText() {
    LedgerBlock block = blocks().get(0);
    ImatrixSums sums = ImatrixFile.read(block.file());
    sums.entries().values().iterator().next().sums()[0] *= 1.0001;
    replace(block, sums);

    Result found = ledger("verify", "mine");
    assertEquals(1, found.code());
    assertTrue(
        found.out().contains("the imatrix of iteration 1, is not the sum of its blocks"),
        found.out());

    ImatrixSums foreign = new ImatrixSums(SmallExperiment.CONTEXT_SIZE);
    ImatrixEntry unknown = foreign.entry("blk.0.other.weight", 2, 1);
    unknown.sums()[0] = 1;
    unknown.counts()[0] = SmallExperiment.CONTEXT_SIZE;
    foreign.addChunks(1);
    replace(block, foreign);
    assertTrue(ledger("verify").out().contains("is an imatrix of another model"));
    foreign.addChunks(1);
    replace(block, foreign);
    found = ledger("verify");
    assertTrue(found.out().contains("holds 2 chunks of 64 tokens, not 1 of 64 as recorded"));
    assertEquals(1, found.code());
  }

  @Test
  void deletesWhatIsNotOnRecordAndOnRequestWhatIsNotUsed() throws Exception {
    Path unknown = Files.writeString(directory.ledger().resolve("prose-000009-02.gguf"), "x");
    Path note = Files.writeString(directory.ledger().resolve("note.txt"), "mine");
    LedgerBlock used = blocks().get(0);
    LedgerBlock unused = record(used, 5, directory.ledger().resolve("prose-000005-01.gguf"));

    Result dry = ledger("gc", "--unused", "--dry-run");
    assertTrue(dry.out().contains(unknown + ": not on record"), dry.out());
    assertTrue(dry.out().contains(unused.file() + ": used by no iteration"), dry.out());
    assertTrue(dry.out().contains("mine: 2 files, "), dry.out());
    assertTrue(dry.out().endsWith("would be freed\n"), dry.out());
    assertEquals(6, Files.exists(unknown) ? files() : 0);

    ExperimentLock lock = ExperimentLock.take(directory.lockFile()).orElseThrow();
    Result refused = ledger("gc", "mine");
    assertEquals(1, refused.code());
    assertTrue(refused.message().endsWith("mine is running: no block was deleted"), refused.err());
    assertTrue(ledger("gc").out().contains("mine is running, so no block was deleted"));
    refused("mine is running: import this when it has ended", directory.imatrix(2, 0));
    Path lost = directory.imatrix(1, 0);
    Path kept = Files.move(lost, home.resolve("kept.gguf"));
    Result unmended = ledger("verify", "mine", "--mend");
    assertEquals(1, unmended.code());
    assertTrue(unmended.out().contains("mine: it is running, so nothing is written again"));
    assertFalse(Files.exists(lost));
    Files.move(kept, lost);
    lock.close();
    assertTrue(ledger("gc", "mine").out().endsWith("mine: 1 file, 1 B freed\n"));
    assertFalse(Files.exists(unknown));
    assertEquals(5, files(), "blocks on record stay unless they are asked for");

    assertTrue(ledger("gc", "--unused", "--json").out().contains("prose-000005-01.gguf"));
    assertEquals(4, files());
    assertEquals(4, blocks().size());
    assertTrue(Files.exists(note));
    assertEquals(0, ledger("verify").code());
  }

  @Test
  void importsAnImatrixThatIterationsByHandAddToTheirText() throws Exception {
    Path theirs = home.resolve("theirs.dat");
    ImatrixSums sums = ImatrixFile.read(directory.imatrix(2, 0));
    ImatrixFile.writeDat(theirs, sums);
    Result done = ledger("import", theirs.toString(), "--experiment", "mine");
    assertEquals(0, done.code(), done.err());
    assertTrue(
        done.out().startsWith("theirs: 256 tokens of an imatrix; use it with: "), done.out());
    assertTrue(done.out().contains(" iterate mine --imported theirs"), done.out());
    assertEquals(0, ledger("import", theirs.toString(), "--experiment", "mine").code());

    ImatrixSums more = ImatrixFile.read(theirs, SmallExperiment.CONTEXT_SIZE);
    more.add(more);
    Path other = home.resolve("theirs.gguf");
    ImatrixFile.writeGguf(other, more);
    refused("has another source or imatrix theirs", other);
    refused("has another source or imatrix prose", other, "--name", "prose");
    ImatrixEntry unknown = more.entry("blk.9.ffn_up.weight", 2, 1);
    unknown.sums()[0] = 1;
    unknown.counts()[0] = SmallExperiment.CONTEXT_SIZE;
    ImatrixFile.writeGguf(other, more);
    refused("it has sums of blk.9.ffn_up.weight, which", other, "--name", "new");
    ImatrixSums half = new ImatrixSums(SmallExperiment.CONTEXT_SIZE);
    int columns = sums.entries().get("blk.0.ffn_up.weight").columns();
    half.entry("blk.0.ffn_up.weight", columns, 1).counts()[0] = SmallExperiment.CONTEXT_SIZE;
    half.addChunks(1);
    ImatrixFile.writeGguf(other, half);
    refused("it has no sums of ", other, "--name", "new");
    refused("is not an imatrix but another kind", SmallExperiment.nativeSettings().selfTestModel());

    PlanIterations plan = new PlanIterations(tracker, experiment);
    Iteration alone = plan.byHand(0, List.of(), Map.of("theirs", 1.0), List.of());
    Iteration both = plan.byHand(tokens(2), List.of(), Map.of("theirs", 0.5), List.of());
    assertEquals(tokens(4), alone.corpusTokens());
    assertEquals(tokens(6), both.corpusTokens());
    ImatrixStage stage =
        new ImatrixStage(
            SmallExperiment.context(tracker, experiment, new RecordedReport()), null, null);
    ImatrixSums aloneSums = ImatrixFile.read(stage.run(alone).orElseThrow().file());
    assertEquals(sums.entries().keySet(), aloneSums.entries().keySet());
    ImatrixSums bothSums = ImatrixFile.read(stage.run(both).orElseThrow().file());
    ImatrixSums text = ImatrixFile.read(directory.imatrix(1, 0));
    sums.entries()
        .forEach(
            (weight, entry) -> {
              double wanted = text.entries().get(weight).sums()[0] + 0.5 * entry.sums()[0];
              double[] got = bothSums.entries().get(weight).sums();
              long unit = bothSums.entries().get(weight).counts()[0] / (tokens(2) + tokens(2));
              assertEquals(1, got[0] / unit / wanted, 1e-5, weight);
            });

    assertTrue(ledger("ls", "mine").out().contains("theirs (imported)"), ledger("ls").out());
    ImatrixFile.writeGguf(other, sums.withNeutralPrior(8));
    Result steady = ledger("import", other.toString(), "--experiment", "mine", "--name", "steady");
    assertTrue(
        steady.err().contains("holds a neutral prior of 8 tokens, which the ledger leaves out"),
        steady.err());
    assertTrue(steady.out().startsWith("steady: 256 tokens"), steady.out());
    assertEquals(0, ledger("verify", "mine").code(), ledger("verify", "mine").out());
    assertEquals(
        List.of("prose", "french"),
        tracker.experiments().sources(experiment.id()).stream().map(Source::name).toList());

    LedgerBlock block =
        blocks().stream().filter(b -> b.origin() == BlockOrigin.IMPORTED).findFirst().orElseThrow();
    Files.delete(block.file());
    Files.delete(directory.imatrix(alone.number(), 0));
    assertTrue(ledger("verify").out().contains("is gone: import it again"));
    assertEquals(2, EvaluationText.of(tracker, experiment).files().size(), "texts can be read");
    UserException lost = assertThrows(UserException.class, () -> stage.run(alone));
    assertTrue(lost.getMessage().contains("import the imatrix theirs again"), lost.getMessage());
    assertEquals(0, ledger("import", theirs.toString(), "--experiment", "mine").code());
    assertEquals(block.sha256(), CommittedFile.of(block.file()).sha256());
    assertEquals(1, ledger("gc", "--unused", "--dry-run").out().lines().count());

    ImatrixFile.writeGguf(other, sums.bare(32, 8));
    Result shorter = ledger("import", other.toString(), "--experiment", "mine", "--name", "short");
    assertEquals(0, shorter.code(), shorter.err());
    assertTrue(shorter.err().contains("is of chunks of 32 tokens, the experiment's have 64"));
  }

  private void refused(String reason, Path file, String... more) {
    String[] words =
        Stream.concat(Stream.of("import", file.toString(), "--experiment", "mine"), Stream.of(more))
            .toArray(String[]::new);
    Result result = ledger(words);
    assertEquals(1, result.code());
    assertTrue(result.err().contains(reason), result.err());
  }

  private void replace(LedgerBlock block, ImatrixSums sums) {
    ImatrixFile.writeLedger(block.file(), sums);
    record(block, block.firstChunk(), block.file());
  }

  private LedgerBlock record(LedgerBlock like, int firstChunk, Path path) {
    if (!Files.exists(path)) {
      ImatrixFile.writeLedger(path, ImatrixFile.read(like.file()));
    }
    CommittedFile file = CommittedFile.of(path);
    LedgerBlock block =
        new LedgerBlock(
            like.corpus(),
            firstChunk,
            like.chunks(),
            like.tokens(),
            file.path(),
            file.bytes(),
            file.sha256(),
            Optional.empty(),
            BlockOrigin.COMPUTED,
            1,
            like.provenance());
    tracker.iterations().record(block);
    return block;
  }

  private List<LedgerBlock> blocks() {
    return tracker.experiments().corpora(experiment.id()).stream()
        .flatMap(corpus -> tracker.iterations().blocks(corpus.id()).stream())
        .toList();
  }

  private long files() throws Exception {
    try (Stream<Path> files = Files.list(directory.ledger())) {
      return files.filter(file -> file.toString().endsWith(".gguf")).count();
    }
  }

  private static long tokens(int chunks) {
    return (long) chunks * SmallExperiment.CONTEXT_SIZE;
  }

  private Result ledger(String... words) {
    String[] line =
        Stream.of(
                Stream.of("ledger"),
                Stream.of(words),
                words.length == 0
                    ? Stream.<String>of()
                    : Stream.of("--db", tracker.file().toString()))
            .flatMap(parts -> parts)
            .toArray(String[]::new);
    return new CliFixture(home).run(line);
  }
}
