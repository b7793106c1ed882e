package dev.quantloop.app.tui.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.key.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormTest {
  private static final Form FORM =
      new Form(
          List.of(
              Row.of("name", "Name", "hint of the name", TextEntry.of("mine")),
              Row.of("more", "More", "", new SwitchEntry(false, "others", true)),
              Row.of("threads", "Threads", "", TextEntry.of("2")).under("more"),
              Row.of("run", "Run", "", new SwitchEntry(true, "at once"))),
          0);

  @Test
  void passesOverRowsUnderAClosedFold() {
    assertEquals("run", FORM.moved(1).moved(1).focused().name());
    Form open = FORM.moved(1).press(Key.named("space")).orElseThrow();
    assertEquals("threads", open.moved(1).focused().name());
  }

  @Test
  void opensTheFoldOfARowThatIsToBeSeen() {
    Form form = FORM.at("threads");
    assertTrue(form.has("more"));
    assertEquals("threads", form.focused().name());
  }

  @Test
  void staysAtItsEnds() {
    assertEquals("name", FORM.moved(-3).focused().name());
    assertEquals("run", FORM.moved(9).focused().name());
  }

  @Test
  void keepsWhatIsEnteredWhileTheFocusMoves() {
    Form form = FORM.press(Key.named("x")).orElseThrow().moved(2);
    assertEquals("x", form.text("name"));
    assertFalse(form.press(Key.named("space")).orElseThrow().has("run"));
  }

  @Test
  void scrollsToTheFocusWithItsHint() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      rows.add(Row.of("row " + i, "Row " + i, "hint " + i, TextEntry.of("")));
    }
    Form form = new Form(rows, 20);
    String text = drawn(form);
    assertTrue(text.contains("Row 20") && text.contains("hint 20"), text);
    assertFalse(text.contains("Row 0 "), text);
  }

  private static String drawn(Form form) {
    Grid grid = new Grid(40, 8);
    FormView.draw(grid.canvas(), form, row -> List.of(), new ViewContext(true, Instant.EPOCH));
    return grid.toString();
  }
}
