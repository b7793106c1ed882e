package dev.quantloop.tracker.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.BlockOrigin;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.NewImatrix;
import dev.quantloop.tracker.record.NewIteration;
import dev.quantloop.tracker.record.NewQuant;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.RecipePart;
import dev.quantloop.tracker.record.ReplicateDraw;
import dev.quantloop.tracker.view.ImatrixStep;
import dev.quantloop.tracker.view.WeightedChange;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IterationsTest {
  @TempDir Path directory;
  private Tracker tracker;
  private Iterations iterations;
  private ExperimentId experiment;

  @BeforeEach
  void open() {
    tracker = Tracker.open(directory.resolve("quantloop.db"));
    iterations = tracker.iterations();
    experiment = Samples.experiment(tracker, "mine").id();
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  @Test
  void comeBackWithTheirRecipe() {
    List<Corpus> corpora = tracker.experiments().corpora(experiment);
    List<RecipePart> recipe =
        List.of(
            new RecipePart(corpora.get(0).id(), 0, 4),
            new RecipePart(corpora.get(0).id(), 8, 2, 0.5),
            new RecipePart(corpora.get(1).id(), 0, 3));
    NewIteration wanted =
        new NewIteration(
            experiment, 4, IterationKind.BY_HAND, 4608, Samples.sha(7), recipe, List.of("IQ2_S"));
    Iteration created = iterations.create(wanted);
    assertEquals(recipe, created.recipe());
    assertEquals(List.of("IQ2_S"), created.quantTypes());
    assertEquals(IterationState.PENDING, created.state());
    assertEquals(Optional.of(created), iterations.find(experiment, 4));
    assertEquals(5, iterations.nextNumber(experiment));
  }

  @Test
  void creatingOneAgainFindsIt() {
    Iteration first = iterations.create(Samples.planned(tracker, experiment, 1));
    assertEquals(first, iterations.create(Samples.planned(tracker, experiment, 1)));
    assertEquals(1, iterations.list(experiment).size());
  }

  @Test
  void theSameNumberWithAnotherRecipeIsRefused() {
    iterations.create(Samples.planned(tracker, experiment, 1));
    NewIteration two = Samples.planned(tracker, experiment, 2);
    NewIteration other =
        new NewIteration(
            experiment,
            1,
            IterationKind.PLANNED,
            two.corpusTokens(),
            two.corpusSha256(),
            two.recipe(),
            two.quantTypes());
    assertThrows(TrackerException.class, () -> iterations.create(other));
  }

  @Test
  void replicatesAreListedApart() {
    Iteration iteration = iterations.create(Samples.planned(tracker, experiment, 1));
    Iteration other = iterations.create(Samples.planned(tracker, experiment, 2));
    Iteration second = iterations.create(Samples.replicate(tracker, iteration, 2));
    Iteration first = iterations.create(Samples.replicate(tracker, iteration, 1));
    assertEquals(first, iterations.create(Samples.replicate(tracker, iteration, 1)));
    assertEquals(List.of(iteration, other), iterations.list(experiment));
    assertEquals(List.of(first, second), iterations.replicates(iteration.id()));
    assertEquals(List.of(first, second), iterations.replicates(experiment));
    assertEquals(List.of(), iterations.replicates(other.id()));
    assertEquals(Optional.of(iteration), iterations.find(experiment, 1));
    assertEquals(3, iterations.nextNumber(experiment));
    assertEquals("1.2", second.name());
    assertEquals(Optional.of(ReplicateDraw.DISJOINT), second.drawn());
  }

  @Test
  void nothingElseListsReplicates() {
    Iteration iteration = Samples.scored(tracker, experiment, 1, 0.2, 0.1);
    List<Quant> quants = iterations.quants(experiment);
    Samples.score(tracker, iterations.create(Samples.replicate(tracker, iteration, 1)), 0.1, 0.05);
    assertEquals(quants, iterations.quants(experiment));
    assertEquals(1, iterations.imatrices(experiment).size());
    assertEquals(4, tracker.evaluations().list(experiment).size());
    assertEquals(2, tracker.rankings().ranking(experiment).size());
    assertEquals(4, tracker.rankings().domainMatrix(experiment).size());
    assertEquals(6, tracker.rankings().figures(experiment).rows().size());
    assertEquals(
        tracker.rankings().ranking(experiment).get(0).composite(),
        tracker.rankings().best().get(0).composite());
    assertEquals(1, tracker.experiments().list(true).get(0).iterations());
    assertEquals(2, tracker.experiments().list(true).get(0).scores());
  }

  @Test
  void endAtATime() {
    IterationId id = iterations.create(Samples.planned(tracker, experiment, 1)).id();
    iterations.setState(id, IterationState.RUNNING);
    assertTrue(iterations.get(id).endedAt().isEmpty());
    iterations.setState(id, IterationState.DONE);
    assertTrue(iterations.get(id).endedAt().isPresent());
  }

  @Test
  void aLedgerBlockIsReplacedByAFreshOne() {
    CorpusId corpus = tracker.experiments().corpora(experiment).get(0).id();
    iterations.record(block(corpus, 16, 1));
    iterations.record(block(corpus, 0, 2));
    iterations.record(block(corpus, 16, 3));
    assertEquals(List.of(block(corpus, 0, 2), block(corpus, 16, 3)), iterations.blocks(corpus));
    iterations.forget(block(corpus, 16, 3));
    assertEquals(List.of(block(corpus, 0, 2)), iterations.blocks(corpus));
  }

  @Test
  void blocksAreSeenByExperimentsThatComputeTheSameSums() {
    LedgerBlock block = block(tracker.experiments().corpora(experiment).get(0).id(), 0, 3);
    iterations.record(block);
    ExperimentSettings settings = Samples.settings(List.of("Q8_0"));
    ExperimentId alike = Samples.experiment(tracker, "alike", settings).id();
    Map<String, Object> values = settings.values();
    values.put("process_output", 1);
    ExperimentId more = Samples.experiment(tracker, "more", ExperimentSettings.of(values)).id();
    assertEquals(List.of(block), iterations.blocksOfOthers(alike));
    assertEquals(List.of(), iterations.blocksOfOthers(more));
    assertEquals(List.of(), iterations.blocksOfOthers(experiment));
    iterations.setTokens(block, Samples.sha(9));
    assertEquals(List.of(block.ofTokens(Samples.sha(9))), iterations.blocksOfOthers(alike));
  }

  @Test
  void imatrixAndQuantsAreRecordedOnce() {
    Iteration iteration = iterations.create(Samples.planned(tracker, experiment, 1));
    Imatrix imatrix = iterations.record(Samples.imatrix(tracker, iteration));
    assertEquals(imatrix, iterations.record(Samples.imatrix(tracker, iteration)));
    iterations.record(Samples.quant(tracker, iteration, "Q4_K_M"));
    Quant quant = iterations.record(Samples.quant(tracker, iteration, "Q2_K"));
    assertEquals(quant, iterations.record(Samples.quant(tracker, iteration, "Q2_K")));
    assertEquals(Optional.of(imatrix.id()), quant.imatrix());
    assertEquals(
        List.of("Q2_K", "Q4_K_M"),
        iterations.quants(iteration.id()).stream().map(Quant::quantType).toList());
  }

  @Test
  void howFarAnImatrixMovedGoesWithIt() {
    Iteration first = iterations.create(Samples.planned(tracker, experiment, 1));
    Iteration second = iterations.create(Samples.planned(tracker, experiment, 2));
    Imatrix before = iterations.record(Samples.imatrix(tracker, first));
    NewImatrix made = Samples.imatrix(tracker, second);
    String version = tracker.rankings().version(experiment);
    iterations.recordChange(iterations.record(made), before, 0.2, Map.of());
    assertNotEquals(version, tracker.rankings().version(experiment));
    assertEquals(
        List.of(OptionalDouble.empty(), OptionalDouble.of(0.2)),
        iterations.growth(experiment).stream().map(ImatrixStep::change).toList());

    iterations.record(
        new NewImatrix(
            second.id(), made.file(), 1, Samples.sha(9), 1, 1, 512, 0, Samples.PROVENANCE));
    assertTrue(iterations.growth(experiment).get(1).change().isEmpty());
  }

  @Test
  void theErrorsOfAQuantsTensorsWeighWhatComesAfterIt() {
    Iteration first = iterations.create(Samples.planned(tracker, experiment, 1));
    Iteration second = iterations.create(Samples.planned(tracker, experiment, 2));
    Imatrix before = iterations.record(Samples.imatrix(tracker, first));
    Imatrix after = iterations.record(Samples.imatrix(tracker, second));
    QuantId quant = iterations.record(Samples.quant(tracker, first, "Q2_K")).id();
    assertEquals(Map.of(), iterations.errors(quant));
    Map<String, Double> errors = Map.of("a", 0.1, "b", 0.0);
    iterations.recordErrors(quant, errors);
    iterations.recordErrors(quant, errors);
    assertEquals(errors, iterations.errors(quant));

    iterations.recordChange(after, before, 0.2, Map.of(quant, 0.3));
    assertEquals(
        List.of(new WeightedChange(2, "Q2_K", 0.3)), iterations.weightedChanges(experiment));
  }

  @Test
  void aQuantWithOtherBytesReplacesOneThatWasNotEvaluated() {
    Iteration iteration = iterations.create(Samples.planned(tracker, experiment, 1));
    NewQuant quant = Samples.quant(tracker, iteration, "Q2_K");
    iterations.record(quant);
    assertEquals(Samples.sha(5), iterations.record(withSha(quant, 5)).sha256());
    Samples.evaluate(tracker, iterations.quant(iteration.id(), "Q2_K").orElseThrow(), 0.1);
    TrackerException refused =
        assertThrows(TrackerException.class, () -> iterations.record(withSha(quant, 6)));
    assertTrue(refused.getMessage().contains("comes out different"), refused.getMessage());
  }

  @Test
  void anImatrixWithOtherBytesIsRefusedOnceItsQuantsWereEvaluated() {
    Iteration iteration = Samples.scored(tracker, experiment, 1, 0.1, 0.1);
    NewImatrix same = Samples.imatrix(tracker, iteration);
    NewImatrix other =
        new NewImatrix(
            iteration.id(), same.file(), 1, Samples.sha(9), 1, 1, 512, 0, Samples.PROVENANCE);
    assertThrows(TrackerException.class, () -> iterations.record(other));
    iterations.record(same);
    assertEquals(2, tracker.rankings().ranking(experiment).size());
  }

  @Test
  void aDeletedQuantFileIsRememberedUntilItIsBack() {
    Iteration iteration = iterations.create(Samples.planned(tracker, experiment, 1));
    NewQuant quant = Samples.quant(tracker, iteration, "Q2_K");
    QuantId id = iterations.record(quant).id();
    iterations.fileRemoved(id);
    assertTrue(iterations.quant(id).fileRemovedAt().isPresent());
    assertFalse(iterations.record(quant).fileRemovedAt().isPresent());
  }

  private LedgerBlock block(CorpusId corpus, int firstChunk, int sha) {
    Path file = tracker.directory(experiment).resolve("ledger").resolve(firstChunk + ".gguf");
    return new LedgerBlock(
        corpus,
        firstChunk,
        16,
        8192,
        file,
        100,
        Samples.sha(sha),
        Optional.of(Samples.sha(sha + 1)),
        BlockOrigin.COMPUTED,
        2,
        Samples.PROVENANCE);
  }

  private static NewQuant withSha(NewQuant q, int sha) {
    return new NewQuant(
        q.iteration(),
        q.imatrix(),
        q.quantType(),
        q.file(),
        q.bytes(),
        q.bitsPerWeight(),
        Samples.sha(sha),
        q.seconds(),
        q.provenance());
  }
}
