package dev.quantloop.tracker.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RunProgressTest {
  @Test
  void readsBackATitleThatWasStored() {
    for (RunStage stage : RunStage.values()) {
      for (String subject : new String[] {"", "Q2_K", "the model"}) {
        RunProgress progress = RunProgress.begin(stage, "12", subject);
        assertEquals(progress, new RunProgress(progress.stage(), 0, 0, "", 0));
      }
      RunProgress ofTheRun = RunProgress.begin(stage, "", "");
      assertEquals(ofTheRun, new RunProgress(stage.word(), 0, 0, "", 0));
    }
    assertEquals("12: quantize Q2_K", titled("12: quantize Q2_K").stage());
    assertEquals("quantize Q2_K", titled("12: quantize Q2_K").titleInIteration());
    assertEquals(OptionalInt.of(12), titled("12.3: quantize Q2_K").iteration());
  }

  @Test
  void stillReadsTitlesOfEarlierVersions() {
    assertEquals(RunStage.EVALUATE, titled("3: evaluate the baseline").runStage());
    assertEquals(RunStage.LOADING, titled("loading llama.cpp").runStage());
  }

  @Test
  void refusesAWordThatOnlyBeginsLikeAStage() {
    assertThrows(IllegalArgumentException.class, () -> titled("3: imatrixes"));
  }

  private static RunProgress titled(String title) {
    return new RunProgress(title, 0, 0, "", 0);
  }
}
