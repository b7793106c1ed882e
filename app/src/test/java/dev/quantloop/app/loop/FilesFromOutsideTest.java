package dev.quantloop.app.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.app.experiment.CommittedFile;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.NewImatrix;
import dev.quantloop.tracker.record.NewIteration;
import dev.quantloop.tracker.record.NewQuant;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesFromOutsideTest {
  @TempDir private Path home;
  private Tracker tracker;
  private Experiment experiment;
  private LoopContext context;

  @BeforeEach
  void create() {
    tracker = Tracker.open(home.resolve("quantloop.db"));
    experiment = SmallExperiment.create(tracker, SmallExperiment.draft("mine", QuantType.Q4_0));
    context = SmallExperiment.context(tracker, experiment, new RecordedReport());
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  @Test
  void aReadyImatrixIsUsedOnlyAsItWasRecorded() throws IOException {
    Path file = Files.writeString(home.resolve("ready.gguf"), "theirs");
    Imatrix ready = imatrix(iteration(1, IterationKind.BY_HAND), CommittedFile.of(file));
    ImatrixStage stage = new ImatrixStage(context, null, null);
    assertEquals(ready, stage.present(ready));

    Files.writeString(file, "others");
    String message = file + " is gone, or is not the imatrix that was recorded: put it back (SHA-";
    assertRefused(message, stage, ready);
    Files.delete(file);
    assertRefused(message, stage, ready);
  }

  private static void assertRefused(String message, ImatrixStage stage, Imatrix imatrix) {
    UserException refused = assertThrows(UserException.class, () -> stage.present(imatrix));
    assertTrue(refused.getMessage().startsWith(message), refused.getMessage());
  }

  @Test
  void onlyWhatWasMadeHereIsDeleted() throws IOException {
    Path made = Files.writeString(home.resolve("made.gguf"), "made");
    Path judged = Files.writeString(home.resolve("judged.gguf"), "judged");
    quant(iteration(1, IterationKind.PLANNED), CommittedFile.of(made));
    quant(iteration(2, IterationKind.JUDGED), CommittedFile.of(judged));
    new QuantRetention(tracker, experiment).deleteAll();
    assertFalse(Files.exists(made));
    assertTrue(Files.exists(judged));
  }

  private Iteration iteration(int number, IterationKind kind) {
    return tracker
        .iterations()
        .create(
            new NewIteration(
                experiment.id(),
                number,
                0,
                kind,
                0,
                null,
                Optional.empty(),
                Optional.of("iteration " + number),
                List.of(),
                List.of("Q4_0")));
  }

  private Imatrix imatrix(Iteration iteration, CommittedFile file) {
    return tracker
        .iterations()
        .record(
            new NewImatrix(
                iteration.id(),
                file.path(),
                file.bytes(),
                file.sha256(),
                1,
                1,
                SmallExperiment.CONTEXT_SIZE,
                0,
                context.provenance()));
  }

  private void quant(Iteration iteration, CommittedFile file) {
    tracker
        .iterations()
        .record(
            new NewQuant(
                iteration.id(),
                Optional.empty(),
                "Q4_0",
                file.path(),
                file.bytes(),
                4.5,
                file.sha256(),
                0,
                context.provenance()));
  }
}
