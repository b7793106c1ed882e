package dev.quantloop.app.chunktext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.stats.ChunkPlace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluationTextTest {
  private final EvaluationText text =
      new EvaluationText(List.of(set("a", 3), set("b", 1), set("c", 2)), Map.of(), 128);

  @Test
  void chunksAreThoseOfTheSetsOneAfterTheOther() {
    assertEquals(6, text.chunks());
    List<ChunkPlace> places =
        List.of(place(0, 0), place(0, 1), place(0, 2), place(1, 0), place(2, 0), place(2, 1));
    for (int chunk = 0; chunk < places.size(); chunk++) {
      assertEquals(places.get(chunk), text.place(chunk));
    }
    assertThrows(IllegalArgumentException.class, () -> text.place(6));
  }

  private static ChunkPlace place(int set, int chunk) {
    return new ChunkPlace(set, chunk);
  }

  private static EvaluationSet set(String name, int chunks) {
    return new EvaluationSet(
        new EvaluationSetId(1), new ExperimentId(1), new CorpusId(1), name, name, 0, chunks, "");
  }
}
