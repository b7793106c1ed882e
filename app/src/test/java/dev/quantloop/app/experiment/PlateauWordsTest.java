package dev.quantloop.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PlateauWordsTest {
  @Test
  void saysForHowManySteps() {
    assertEquals(
        "for 3 steps in a row another doubling can bring any type less than 1 %",
        PlateauWords.of(3, "any type", "1 %"));
    assertEquals(
        "for 1 step in a row another doubling can bring less than 2 %",
        PlateauWords.of(1, "", "2 %"));
    assertEquals(
        "1 of 2 steps in a row after which another doubling can bring less than 1 %",
        PlateauWords.notYet(1, 2, "1 %"));
  }
}
