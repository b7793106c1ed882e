package dev.quantloop.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import dev.quantloop.app.loop.SmallExperiment;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitModelTest {
  @TempDir private Path directory;
  private SplitDemo split;

  @BeforeEach
  void split() throws IOException {
    split = SplitDemo.write(directory);
  }

  @Test
  void everyStageGivesWhatItGivesForTheWholeModel() throws IOException {
    Path wholeImatrix = imatrix(StageFiles.MODEL, "whole.gguf");
    Path splitImatrix = imatrix(split.first(), "split.gguf");
    assertEquals(-1, Files.mismatch(wholeImatrix, splitImatrix));

    Path ofWhole = directory.resolve("q-whole.gguf");
    Path ofSplit = directory.resolve("q-split.gguf");
    run("quantize", "--imatrix", wholeImatrix, StageFiles.MODEL, ofWhole, "Q4_K_M", 2);
    Result said =
        run("quantize", "--json", "--imatrix", wholeImatrix, split.first(), ofSplit, "Q4_K_M", 2);
    assertEquals(-1, Files.mismatch(ofWhole, ofSplit));
    assertTrue(said.out().contains("\"input_bytes\" : " + split.bytes()), said.out());
  }

  private Path imatrix(Path model, String name) {
    Path file = directory.resolve(name);
    run(
        "imatrix",
        "-m",
        model,
        "-f",
        StageFiles.TEXT,
        "-o",
        file,
        "-c",
        128,
        "--chunks",
        2,
        "-t",
        1);
    return file;
  }

  private Result run(Object... words) {
    String[] typed = Arrays.stream(words).map(Object::toString).toArray(String[]::new);
    Result result = new CliFixture(directory).run(typed);
    assertEquals(0, result.code(), result.err());
    return result;
  }

  @Test
  void aModelIsKnownByAllItsFiles() throws IOException {
    try (Tracker tracker = Tracker.open(directory.resolve("quantloop.db"))) {
      Experiment experiment =
          SmallExperiment.create(
              tracker, SmallExperiment.draft("split", split.first(), 0, QuantType.Q4_0));
      ModelFile model = tracker.experiments().model(experiment);
      assertEquals("split", model.name());
      assertEquals(split.bytes(), model.bytes());
      assertEquals(Sha256.of(split.files()), model.sha256());
      assertNotEquals(Sha256.of(split.first()), model.sha256());

      changeLastByte(split.files().get(2));
      assertNotEquals(model.sha256(), BaselineFile.open(split.first()).sha256());
      UserException refusal =
          assertThrows(UserException.class, () -> SmallExperiment.runNow(tracker, experiment));
      assertTrue(refusal.getMessage().contains("has changed"), refusal::getMessage);
    }
  }

  @Test
  void aModelInOneFileIsKnownByItAsBefore() {
    BaselineFile whole = BaselineFile.open(StageFiles.MODEL);
    assertEquals(Sha256.of(StageFiles.MODEL), whole.sha256());
  }

  private static void changeLastByte(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), channel.size() - 1);
    }
  }
}
