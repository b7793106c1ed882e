package dev.quantloop.app.tui.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.key.Key;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PromptTest {
  private static final Prompt PROMPT =
      new Prompt(
          "Save", "File", TextField.of("answer.csv"), t -> Optional.empty(), Effect.Say::new);

  private static String after(Prompt prompt, String... keys) {
    Dialog now = prompt;
    for (String key : keys) {
      now = now.press(Key.named(key)).next();
    }
    return ((Prompt) now).field().text();
  }

  @Test
  void typingReplacesAPathThatIsSelected() {
    assertEquals("ab", after(PROMPT.selecting(), "a", "b"));
    assertEquals("", after(PROMPT.selecting(), "backspace"));
    assertEquals("answer.csva", after(PROMPT, "a"));
  }

  @Test
  void arrowsGoThroughEarlierTexts() {
    Prompt recalling = PROMPT.recalling(HistoryCursor.of(List.of("one", "two")));
    assertEquals("two", after(recalling, "up"));
    assertEquals("one", after(recalling, "up", "up", "up"));
    assertEquals("answer.csv", after(recalling, "up", "up", "down", "down"));
    assertEquals("two!", after(recalling, "up", "!"));
    assertEquals("answer.csv", after(recalling, "down"));
    assertEquals("answer.csv", after(PROMPT, "up"));
  }

  @Test
  void movingInItKeepsIt() {
    assertEquals("nswer.csv", after(PROMPT.selecting(), "home", "delete"));
    assertEquals("answer.csvx", after(PROMPT.selecting(), "end", "x"));
  }
}
