package dev.quantloop.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PlateauWordsTest {
  @Test
  void saysHowManyStepsWereSmall() {
    assertEquals(
        "none of the last 3 steps improved any type by 1 % or more",
        PlateauWords.of(3, "any type", "1 %"));
    assertEquals("the last step has not improved by 2 % or more", PlateauWords.of(1, "", "2 %"));
  }
}
