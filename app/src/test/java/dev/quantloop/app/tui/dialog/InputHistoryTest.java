package dev.quantloop.app.tui.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputHistoryTest {
  @TempDir Path directory;

  @Test
  void keepsLinesAndBackslashesAndEachEntryOnce() {
    InputHistory history = new InputHistory(directory.resolve("config/history"));
    assertEquals(List.of(), history.read());
    history.add("select 1\nfrom \\n");
    history.add("select 2");
    history.add("select 1\nfrom \\n");
    assertEquals(List.of("select 2", "select 1\nfrom \\n"), history.read());
  }

  @Test
  void forgetsTheOldest() throws IOException {
    InputHistory history = new InputHistory(directory.resolve("history"));
    for (int i = 0; i < 2 * InputHistory.MOST + 5; i++) {
      history.add("entry " + i);
    }
    List<String> entries = history.read();
    assertEquals(InputHistory.MOST, entries.size());
    assertEquals("entry " + (2 * InputHistory.MOST + 4), entries.get(InputHistory.MOST - 1));
    assertTrue(Files.readAllLines(history.file()).size() < 2 * InputHistory.MOST);
  }

  @Test
  void goesBackAndComesForthToTheDraft() {
    HistoryCursor cursor = HistoryCursor.of(List.of("first", "second")).older("draft");
    assertEquals("second", cursor.text());
    assertEquals("first", cursor.older("second").older("first").text());
    assertEquals("draft", cursor.newer().text());
    assertEquals("draft", cursor.newer().newer().text());
    assertEquals(List.of("second", "first"), cursor.with("first").entries());
  }
}
