package dev.quantloop.app.tui.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.tui.key.Key;
import org.junit.jupiter.api.Test;

class TextFieldTest {
  private static TextField press(TextField field, String... keys) {
    TextField now = field;
    for (String key : keys) {
      now = now.press(Key.named(key)).orElseThrow();
    }
    return now;
  }

  @Test
  void insertsAtTheCursor() {
    assertEquals("abxc", press(TextField.of("abc"), "left", "x").text());
  }

  @Test
  void deletesWholeCharactersOutsideTheBasicPlane() {
    assertEquals("a", press(TextField.of("a🎈"), "backspace").text());
  }

  @Test
  void knowsTheKeysOfTheShell() {
    TextField field = TextField.of("one two three");
    assertEquals("one two ", press(field, "ctrl-w").text());
    assertEquals("", press(field, "ctrl-u").text());
    assertEquals("xone two three", press(field, "ctrl-a", "x").text());
    assertEquals("", press(field, "ctrl-a", "ctrl-k").text());
  }

  @Test
  void leavesOtherKeysToOthers() {
    assertTrue(TextField.of("").press(Key.named("enter")).isEmpty());
    assertTrue(TextField.of("").press(Key.named("f5")).isEmpty());
  }
}
