package dev.quantloop.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PlateauWordsTest {
  @Test
  void saysHowManyStepsWereSmall() {
    assertEquals(
        "the last 3 steps improved every type by less than 1 % each",
        PlateauWords.of(3, "every type", "1 %"));
    assertEquals("the last step improved by less than 2 %", PlateauWords.of(1, "", "2 %"));
  }
}
