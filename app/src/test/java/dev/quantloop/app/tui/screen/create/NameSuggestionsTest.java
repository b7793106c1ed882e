package dev.quantloop.app.tui.screen.create;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NameSuggestionsTest {
  @Test
  void countsOnFromANameThatIsTaken() {
    assertEquals("mine", NameSuggestions.free("mine", Set.of("other")));
    assertEquals("mine-2", NameSuggestions.free("mine", Set.of("mine")));
    assertEquals("mine-4", NameSuggestions.free("mine-2", Set.of("mine", "mine-2", "mine-3")));
  }

  @Test
  void namesASourceAfterItsPath() {
    assertEquals(
        "book=~/texts/book.txt",
        NameSuggestions.named("~/texts/book.txt", List.of()).orElseThrow());
    assertEquals("docs=my/docs/", NameSuggestions.named("my/docs/", List.of()).orElseThrow());
    assertEquals(
        "text=src/**/*.java",
        NameSuggestions.named("src/**/*.java", List.of("book")).orElseThrow());
    assertEquals(
        "book-2=b/book.txt,c", NameSuggestions.named("b/book.txt,c", Set.of("book")).orElseThrow());
  }

  @Test
  void leavesASourceThatHasAName() {
    assertTrue(NameSuggestions.named("code=src", List.of()).isEmpty());
    assertTrue(NameSuggestions.named("", List.of()).isEmpty());
  }
}
