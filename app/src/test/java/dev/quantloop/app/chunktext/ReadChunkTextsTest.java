package dev.quantloop.app.chunktext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quantloop.app.UserException;
import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.RankingRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadChunkTextsTest {
  @TempDir Path directory;

  @Test
  void saysWhereTheModelIsMissing() throws IOException {
    Path database = directory.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("mine", "Q2_K").scored(0, 0, 1);
    }
    try (Tracker tracker = Tracker.open(database)) {
      Experiment mine = tracker.experiments().get("mine");
      RankingRow row = tracker.rankings().ranking(mine.id()).get(0);
      Quant quant = tracker.iterations().quant(row.quant());
      Files.deleteIfExists(quant.file());
      ReadChunkTexts texts =
          new ReadChunkTexts(
              tracker,
              mine,
              () -> {
                throw new AssertionError("no library is needed to say that");
              });
      UserException failure =
          assertThrows(
              UserException.class,
              () ->
                  texts.read(
                      quant, tracker.evaluations().distribution(row.quant()).get().chunks()));
      assertEquals(
          "there is no vocabulary to show text with: put the model back at /models/demo-f16.gguf",
          failure.getMessage());
    }
  }
}
