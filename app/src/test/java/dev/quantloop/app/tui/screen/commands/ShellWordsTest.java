package dev.quantloop.app.tui.screen.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordsTest {
  private static List<String> words(String line) {
    return ShellWords.of(line).words();
  }

  @Test
  void blanksPartWordsUnlessTheyAreQuoted() {
    assertEquals(List.of(), words("  "));
    assertEquals(List.of("mine", "-o", "a b.csv"), words(" mine  -o 'a b.csv' "));
    assertEquals(List.of("a b", "c\"d", "e'f", ""), words("a\\ b \"c\\\"d\" \"e'f\" ''"));
    assertEquals(List.of("code=src/**/*.java"), words("code='src/**/*.java'"));
    assertEquals(List.of("a\\b"), words("'a\\b'"));
  }

  @Test
  void aMissingQuotationMarkIsNoticed() {
    assertTrue(ShellWords.of("note 'half").open());
    assertFalse(ShellWords.of("note 'whole'").open());
  }

  @Test
  void theLastWordIsTheOneAtTheEnd() {
    assertEquals("mi", ShellWords.of("rank mi").last("rank mi"));
    assertEquals(5, ShellWords.of("rank mi").start());
    assertEquals("", ShellWords.of("rank ").last("rank "));
    assertEquals(5, ShellWords.of("rank ").start());
    assertEquals("a b", ShellWords.of("x 'a b").last("x 'a b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "a b", "it's", "", "$HOME", "a\\b", "\"", "über"})
  void aQuotedWordIsItselfAgain(String word) {
    assertEquals(List.of(word), words(ShellWords.quoted(word)));
  }
}
