package dev.quantloop.app.tui.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.tui.grid.Grid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LanternaDisplayTest {
  private static Grid frame(String line) {
    Grid grid = new Grid(20, 2);
    grid.canvas().text(0, 0, line);
    return grid;
  }

  private static String sent(Grid... frames) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LanternaDisplay.send(out, frames);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** What is sent for the second of two frames. */
  private static String change(String before, String after) throws IOException {
    String first = sent(frame(before));
    String both = sent(frame(before), frame(after));
    int same = 0;
    while (first.charAt(same) == both.charAt(same)) {
      same++;
    }
    return both.substring(same);
  }

  @Test
  void writesCharactersOutsideTheBasicPlaneAsAWhole() throws IOException {
    String sent = sent(frame("a😀b"));
    assertTrue(sent.contains("a😀"), sent);
  }

  @Test
  void saysAfterAnEmojiWhereToGoOn() throws IOException {
    assertTrue(sent(frame("a😀bc")).contains("😀\u001b[1;4Hbc"));
    assertTrue(sent(frame("a✅bc")).contains("✅\u001b[1;4Hbc"));
    assertTrue(sent(frame("日本語c")).contains("日本語c"));
  }

  @Test
  void leavesNothingOfAWideCharacterThatIsWrittenOver() throws IOException {
    assertTrue(change("a✅bc", "axybc").contains("xy"));
    assertTrue(change("a😀bc", "axybc").contains("xy"));
    assertTrue(change("axybc", "a✅bd").contains("✅\u001b[1;4H"));
  }

  @Test
  void showsANarrowCharacterOutsideTheBasicPlaneAsUnknown() throws IOException {
    String sent = sent(frame("a\uD835\uDD04bc"));
    assertTrue(sent.contains("a\uFFFDbc"), sent);
  }

  @Test
  void sendsNothingForAFrameLikeTheLast() throws IOException {
    assertEquals(sent(frame("a✅")), sent(frame("a✅"), frame("a✅")));
  }
}
