package dev.quantloop.app.tui.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.tui.key.Key;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathEntryTest {
  private static final Completion TWO =
      new Completion("/a/m", List.of("/a/model/", "/a/mono.gguf"), 0, "/a/mo");

  private static PathEntry press(PathEntry entry, String... keys) {
    PathEntry now = entry;
    for (String key : keys) {
      now = (PathEntry) now.press(Key.named(key)).orElseThrow();
    }
    return now;
  }

  private static PathEntry of(String text) {
    return (PathEntry) PathEntry.of("").holding(text);
  }

  @Test
  void completesOnlyThePathUnderTheCursor() {
    assertEquals("/a/m", of("/a/m").word());
    assertEquals("b/c", PathEntry.named("code=a,b/c", "").word());
    assertEquals("a", press(PathEntry.named("code=a,b", ""), "left", "left").word());
  }

  @Test
  void listsCandidatesWhereThereIsAChoice() {
    PathEntry entry = of("/a/m").completed(TWO);
    assertEquals("/a/mo", entry.text());
    assertTrue(entry.listing());
  }

  @Test
  void takesTheOnlyCandidateAtOnce() {
    Completion one = new Completion("/a/m", List.of("/a/model/"), 0, "/a/model/");
    PathEntry entry = of("/a/m").completed(one);
    assertEquals("/a/model/", entry.text());
    assertFalse(entry.listing());
  }

  @Test
  void goesThroughTheCandidatesAndTakesOne() {
    PathEntry listed = of("/a/m").completed(TWO);
    assertEquals("/a/model/", press(listed, "tab").text());
    assertEquals("/a/mono.gguf", press(listed, "tab", "down").text());
    assertEquals("/a/model/", press(listed, "tab", "tab", "tab").text());
    assertEquals("/a/mono.gguf", press(listed, "up").text());
    PathEntry taken = press(listed, "tab", "enter");
    assertEquals("/a/model/", taken.text());
    assertFalse(taken.listing());
  }

  @Test
  void givesBackWhatWasTypedWhenNoneIsTaken() {
    PathEntry left = press(of("/a/m").completed(TWO), "tab", "escape");
    assertEquals("/a/mo", left.text());
    assertFalse(left.listing());
  }

  @Test
  void keepsWhatFollowsTheCursor() {
    PathEntry entry = press(PathEntry.named("code=/a/m,z", ""), "left", "left");
    assertEquals("code=/a/model/,z", press(entry.completed(TWO), "tab").text());
  }

  @Test
  void leavesEscapeAndEnterToTheFormWhileNothingIsListed() {
    assertTrue(of("/a").press(Key.named("escape")).isEmpty());
    assertTrue(of("/a").press(Key.named("enter")).isEmpty());
    assertTrue(of("/a/m").completed(TWO).press(Key.named("enter")).isEmpty());
  }
}
