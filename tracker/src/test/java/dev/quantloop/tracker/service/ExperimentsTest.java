package dev.quantloop.tracker.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.Rows;
import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.dao.ReadOnlyHistory;
import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.ModelId;
import dev.quantloop.tracker.id.SourceId;
import dev.quantloop.tracker.record.ChunkDocument;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.CorpusDocument;
import dev.quantloop.tracker.record.DocumentPart;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.NewCorpus;
import dev.quantloop.tracker.record.NewEvaluationSet;
import dev.quantloop.tracker.record.NewModel;
import dev.quantloop.tracker.record.NewSource;
import dev.quantloop.tracker.record.ReservedPart;
import dev.quantloop.tracker.view.ExperimentSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentsTest {
  @TempDir Path directory;
  private Tracker tracker;
  private Experiments experiments;

  @BeforeEach
  void open() {
    tracker = Tracker.open(directory.resolve("quantloop.db"));
    experiments = tracker.experiments();
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  @Test
  void comeBackAsTheyWereCreated() {
    ModelId model = experiments.register(Samples.model(1)).id();
    ExperimentSettings settings =
        new ExperimentSettings(
            256,
            1024,
            128,
            3,
            "off",
            7,
            "all",
            true,
            true,
            true,
            List.of("IQ2_XS", "Q2_K", "F16"),
            4096,
            1.5,
            OptionalLong.of(1_000_000),
            3,
            0.005,
            11,
            "{\"pure\":true}",
            7,
            "document",
            "interleaved",
            3,
            "left out",
            5,
            6,
            true,
            4,
            "best",
            true);
    Experiment created = experiments.create("mine", model, settings, "0.1.0");
    assertEquals(settings, created.settings());
    assertEquals(created, experiments.get("mine"));
    assertEquals(created, experiments.get(created.id().toString()));
    assertEquals(created, experiments.get(created.id()));
  }

  @Test
  void anExperimentKeepsTheModelFileThatItWasMadeWith(@TempDir Path models) throws IOException {
    Path first = Files.createFile(models.resolve("first.gguf"));
    Path copy = Files.createFile(models.resolve("copy.gguf"));
    Experiment one = experimentOn(first, "one");
    Experiment two = experimentOn(copy, "two");
    assertEquals(one.model(), two.model());
    assertEquals(first, experiments.model(one).path());
    assertEquals(copy, experiments.model(two).path());
    Files.delete(first);
    assertEquals(copy, experiments.model(one).path());
    Files.delete(copy);
    assertEquals(first, experiments.model(one).path());
    assertEquals(copy, experiments.model(two).path());
    Files.createFile(first);
    assertEquals(first, experiments.model(two).path());
  }

  private Experiment experimentOn(Path file, String name) {
    ModelId model = experiments.register(modelAt(file)).id();
    return experiments.create(name, model, Samples.settings(List.of("Q2_K")), "0.1.0");
  }

  private static NewModel modelAt(Path file) {
    NewModel m = Samples.model(1);
    return new NewModel(
        m.sha256(),
        m.name(),
        file,
        m.architecture(),
        m.fileType(),
        m.bytes(),
        m.parameters(),
        m.vocabularySize(),
        m.trainingContext());
  }

  @Test
  void aModelIsFoundByItsBytesAlsoAtAnotherPath() {
    ModelFile first = experiments.register(Samples.model(1));
    Path moved = Path.of("/elsewhere/demo.gguf");
    ModelFile again = experiments.register(modelAt(moved));
    assertEquals(first.id(), again.id());
    assertEquals(moved, again.path());
  }

  @Test
  void aSourceOfTheSameNameWithOtherTextIsAnotherSource() {
    NewSource source = new NewSource("code", "code", Samples.sha(1), "src", 3, 100);
    SourceId first = experiments.register(source).id();
    assertEquals(first, experiments.register(source).id());
    NewSource changed = new NewSource("code", "code", Samples.sha(2), "src", 3, 101);
    assertNotEquals(first, experiments.register(changed).id());
  }

  @Test
  void aTakenNameIsRefused() {
    Samples.experiment(tracker, "mine");
    TrackerException refused =
        assertThrows(TrackerException.class, () -> Samples.experiment(tracker, "mine"));
    assertTrue(refused.getMessage().contains("choose another name"), refused.getMessage());
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() {
    assertRefused("nope", "there is no experiment 'nope': there is none yet");
    for (int i = 1; i <= 6; i++) {
      Samples.experiment(tracker, "e" + i);
    }
    assertRefused("nope", "there are e6, e5, e4, e3, e2 and more");
    assertRefused("99999999999999999999", "there is no experiment");
  }

  @Test
  void namesMayLookLikeSql() {
    String name = "x'; drop table experiment; --";
    Samples.experiment(tracker, name);
    assertEquals(name, experiments.get(name).name());
  }

  @Test
  void renamingAndArchiving() {
    ExperimentId id = Samples.experiment(tracker, "old").id();
    Samples.experiment(tracker, "taken");
    assertEquals("new", experiments.rename(id, "new").name());
    assertThrows(TrackerException.class, () -> experiments.rename(id, "taken"));
    experiments.archive(id, true);
    assertEquals(List.of("taken"), names(false));
    assertEquals(List.of("taken", "new"), names(true));
    assertEquals(Optional.empty(), experiments.archive(id, false).archivedAt());
  }

  @Test
  void whatFiguresDependOnIsFixedByTheFirstIteration() {
    Experiment experiment = Samples.experiment(tracker, "mine");
    assertEquals(256, experiments.update(experiment.id(), withContext(256)).settings().nCtx());
    tracker.iterations().create(Samples.planned(tracker, experiment.id(), 0));
    assertThrows(
        TrackerException.class, () -> experiments.update(experiment.id(), withContext(512)));
    ExperimentSettings patient = withContext(256);
    assertEquals(patient, experiments.update(experiment.id(), patient).settings());
  }

  @Test
  void removingFreesTheNameAndKeepsTheHistory() {
    ExperimentId id = Samples.experiment(tracker, "mine").id();
    experiments.remove(id);
    assertTrue(experiments.find("mine").isEmpty());
    Samples.experiment(tracker, "mine");
    assertTrue(experiments.get(id).removedAt().isPresent());
  }

  @Test
  void neitherRemovedNorPurgedWhileARunIsActive() {
    ExperimentId id = Samples.experiment(tracker, "mine").id();
    tracker.runs().start(Samples.run(tracker, id));
    assertThrows(TrackerException.class, () -> experiments.remove(id));
    assertThrows(TrackerException.class, () -> experiments.purge(id));
  }

  @Test
  void purgingLeavesWhatOthersUse() {
    ExperimentId first = Samples.experiment(tracker, "first").id();
    Experiment second = Samples.experiment(tracker, "second");
    Samples.scored(tracker, first, 1, 0.1, 0.1);
    Samples.scored(tracker, second.id(), 1, 0.1, 0.1);
    experiments.purge(first);
    assertEquals("demo", experiments.model(second.model()).name());
    assertEquals(2, experiments.sources(second.id()).size());
    assertEquals(2, tracker.rankings().ranking(second.id()).size());
  }

  @Test
  void corporaAndSetsAreAddedOnce() {
    Experiment experiment = Samples.experiment(tracker, "mine");
    Corpus corpus = experiments.corpora(experiment.id()).get(0);
    NewCorpus again =
        new NewCorpus(
            corpus.source(), 0, corpus.file(), Samples.sha(99), 20_480, 0, 1536, 1536, 18_944);
    assertEquals(corpus, experiments.addCorpus(experiment.id(), again));
    EvaluationSet set = experiments.evaluationSets(experiment.id()).get(1);
    assertEquals(
        set,
        experiments.addEvaluationSet(
            experiment.id(),
            new NewEvaluationSet(set.corpus(), "prose", "prose", 512, 2, Samples.sha(98))));
  }

  @Test
  void documentsComeBackWithTheChunksThatTheyAreIn() {
    Experiment experiment = Samples.experiment(tracker, "mine");
    CorpusId corpus = experiments.corpora(experiment.id()).get(0).id();
    assertEquals(List.of(), experiments.documents(corpus), "as from before there were any");
    List<CorpusDocument> documents =
        List.of(
            document(0, DocumentPart.EVALUATION, Optional.empty()),
            document(1, DocumentPart.HELD_OUT, Optional.empty()),
            document(2, DocumentPart.LEFT_OUT, Optional.of("the same text as document 0")),
            document(3, DocumentPart.POOL, Optional.empty()));
    List<ChunkDocument> chunks =
        List.of(
            new ChunkDocument(0, 0, 0, 512, 512),
            new ChunkDocument(1, 0, 1, 0, 512),
            new ChunkDocument(2, 0, 3, 0, 300),
            new ChunkDocument(2, 1, 3, 400, 212));
    List<ReservedPart> reserved =
        List.of(new ReservedPart(DocumentPart.HELD_OUT, 512, 1, Samples.sha(5)));
    experiments.addDocuments(corpus, documents, chunks, reserved);
    assertEquals(documents, experiments.documents(corpus));
    assertEquals(chunks, experiments.chunkDocuments(corpus));
    assertEquals(reserved, experiments.reservedParts(corpus));
    Rows rows = new Rows();
    try (ReadOnlyHistory history = Tracker.openReadOnly(tracker.file())) {
      history.query("select document, part, chunks, coalesce(reason, '') from documents", rows);
    }
    assertEquals(4, rows.values.size());
    assertEquals(List.of("document 3", "pool", 1, ""), rows.values.get(3));
    assertEquals("the same text as document 0", rows.values.get(2).get(3));
  }

  private static CorpusDocument document(int number, DocumentPart part, Optional<String> reason) {
    return new CorpusDocument(
        number, "document " + number, Samples.sha(20 + number), 4000, 1100, part, reason);
  }

  @Test
  void filesMoveWithTheirDirectory() throws Exception {
    Experiment experiment = Samples.experiment(tracker, "mine");
    tracker.close();
    Path moved = directory.resolve("moved");
    Files.createDirectory(moved);
    Files.move(directory.resolve("quantloop.db"), moved.resolve("quantloop.db"));
    tracker = Tracker.open(moved.resolve("quantloop.db"));
    Path file = tracker.experiments().corpora(experiment.id()).get(0).file();
    assertEquals(tracker.directory(experiment.id()).resolve("corpus/code.tokens"), file);
    assertTrue(file.startsWith(moved.toAbsolutePath()));
  }

  private static ExperimentSettings withContext(int nCtx) {
    return new ExperimentSettings(
        nCtx,
        2048,
        512,
        2,
        "auto",
        0,
        "second half",
        false,
        false,
        false,
        List.of("Q4_K_M", "Q2_K"),
        1024,
        2,
        OptionalLong.empty(),
        5,
        0.02,
        3,
        "{}",
        42,
        "sequential",
        "file",
        2,
        "kept",
        0,
        0,
        false,
        3,
        "previous",
        false);
  }

  private void assertRefused(String name, String reason) {
    TrackerException refused = assertThrows(TrackerException.class, () -> experiments.get(name));
    assertTrue(refused.getMessage().contains(reason), refused.getMessage());
  }

  private List<String> names(boolean withArchived) {
    return experiments.list(withArchived).stream().map(ExperimentSummary::name).toList();
  }
}
