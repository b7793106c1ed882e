package dev.quantloop.app.create;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.AlteredDemo;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.loop.PlanIterations;
import dev.quantloop.app.loop.SmallExperiment;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreateExperimentTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory;
  private Tracker tracker;

  @BeforeEach
  void open() {
    tracker = Tracker.open(directory.resolve("quantloop.db"));
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  private static ExperimentDraft draft() {
    return SmallExperiment.draft("mine", QuantType.Q2_K);
  }

  private List<Path> tokenFiles() {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".tokens")).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private CompletableFuture<Experiment> createInTheBackground() {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Tracker other = Tracker.open(tracker.file())) {
            return SmallExperiment.create(other, draft());
          }
        });
  }

  /** While another connection writes, which only one can do at a time. */
  private CompletableFuture<Experiment> createWhileWriting(int files, Runnable writing) {
    return tracker.transaction(
        () -> {
          CompletableFuture<Experiment> creation = createInTheBackground();
          Instant end = Instant.now().plus(LIMIT);
          while (tokenFiles().size() < files && Instant.now().isBefore(end)) {
            pause();
          }
          assertEquals(files, tokenFiles().size(), "files wait for the database");
          writing.run();
          return creation;
        });
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void writesTheFilesWhileOthersWriteToTheDatabase() throws Exception {
    Experiment experiment =
        createWhileWriting(2, () -> {}).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    List<Corpus> corpora = tracker.experiments().corpora(experiment.id());
    assertEquals(
        corpora.stream().map(Corpus::file).sorted().toList(),
        tokenFiles().stream().sorted().toList());
  }

  @Test
  void leavesNothingBehindWhenItFails() throws Exception {
    Experiment first = SmallExperiment.create(tracker, draft());
    tracker.experiments().rename(first.id(), "other");
    List<Path> before = everything();
    CompletableFuture<Experiment> creation =
        createWhileWriting(4, () -> tracker.experiments().rename(first.id(), "mine"));
    ExecutionException failure =
        assertThrows(
            ExecutionException.class, () -> creation.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
    assertTrue(failure.getCause() instanceof TrackerException, failure.toString());
    assertEquals(before, everything());
    assertEquals(1, tracker.experiments().list(true).size());
  }

  @Test
  void knowsWhatNoImatrixOfTheModelWillCover() throws Exception {
    Path model = AlteredDemo.withPredictingLayer(directory);
    List<String> notices = new ArrayList<>();
    CreateExperiment creation =
        new CreateExperiment(tracker, SmallExperiment.library(), notices::add);
    LlamaException refusal =
        assertThrows(
            LlamaException.class,
            () -> creation.create(SmallExperiment.draft("mine", model, 0, QuantType.IQ2_XS)));
    assertTrue(
        refusal.getMessage().startsWith("IQ2_XS needs importance for blk.5."),
        refusal.getMessage());
    assertEquals(List.of(), tracker.experiments().list(true));
    creation.create(SmallExperiment.draft("mine", model, 0, QuantType.Q4_0));
    assertTrue(
        notices.get(0).contains("7 of 42 weights have no importance; the first is blk.5."),
        notices.toString());
  }

  @Test
  void plansNoIterationWithoutImatrixWhereATensorTypeNeedsOne() {
    ExperimentDraft draft = draft();
    SettingValues settings =
        draft.settings().with(Setting.TENSOR_TYPES, List.of("ffn_down=iq2_xs"));
    Experiment experiment =
        SmallExperiment.create(
            tracker, new ExperimentDraft(draft.name(), draft.model(), draft.sources(), settings));
    assertEquals(1, new PlanIterations(tracker, experiment).next().orElseThrow().number());
  }

  private List<Path> everything() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> !file.toString().contains("quantloop.db")).sorted().toList();
    }
  }
}
