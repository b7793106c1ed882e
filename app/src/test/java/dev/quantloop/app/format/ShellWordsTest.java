package dev.quantloop.app.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShellWordsTest {
  private static List<String> words(String line) {
    return ShellWords.split(line).orElseThrow();
  }

  @Test
  void blanksPartWordsUnlessTheyAreQuoted() {
    assertEquals(List.of(), words("  "));
    assertEquals(List.of("mine", "-o", "a b.csv"), words(" mine  -o 'a b.csv' "));
    assertEquals(List.of("a b", "c\"d", "e'f", ""), words("a\\ b \"c\\\"d\" \"e'f\" ''"));
    assertEquals(List.of("code=src/**/*.java"), words("code='src/**/*.java'"));
    assertEquals(List.of("a\\b"), words("'a\\b'"));
    assertEquals(List.of("it's", "$HOME"), words("'it'\\''s' $HOME"));
  }

  @Test
  void aMissingQuotationMarkIsNoticed() {
    assertEquals(Optional.empty(), ShellWords.split("note 'half"));
    assertEquals(Optional.empty(), ShellWords.split("note \"half'"));
    assertEquals(List.of("note", "whole"), words("note 'whole'"));
  }
}
