package dev.quantloop.app.tui.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.app.tui.grid.Style;
import java.util.List;
import org.junit.jupiter.api.Test;

class StyledTextTest {
  private static StyledText text(String text) {
    return new StyledText.Builder().add(text, Style.PLAIN).build();
  }

  @Test
  void breaksAfterTheLastBlankThatFits() {
    assertEquals(List.of("one two ", "three"), text("one two three").lines(9));
    assertEquals(List.of("one", "two"), text("one\ntwo").lines(9));
    assertEquals(List.of("a", "", "b"), text("a\n\nb").lines(9));
    assertEquals(List.of(""), text("").lines(9));
  }

  @Test
  void breaksAWordThatIsLongerThanALine() {
    assertEquals(List.of("01234", "56789", " ab"), text("0123456789 ab").lines(5));
  }

  @Test
  void countsWideCharactersAsTwoColumns() {
    assertEquals(List.of("大き", "さ"), text("大きさ").lines(5));
  }

  @Test
  void nothingInItCommandsTheTerminal() {
    assertEquals(List.of("a\uFFFD[31mb", "c"), text("a\u001B[31mb\r\nc").lines(20));
  }

  @Test
  void tabsReachTheNextStop() {
    assertEquals(List.of("    a   b"), text("\ta\tb").lines(20));
  }

  @Test
  void accentsThatStandAloneJoinTheirLetters() {
    assertEquals(List.of("\u00E9"), text("e\u0301").lines(20));
  }

  @Test
  void keepsTheStyleOfEachCharacterOverBreaks() {
    StyledText text =
        new StyledText.Builder().add("one two ", Style.PLAIN).add("three", Style.BOLD).build();
    StyledText.Row second = text.rows(9).get(1);
    assertEquals(Style.BOLD, text.style(second.from()));
    assertEquals(Style.PLAIN, text.style(second.from() - 1));
  }

  @Test
  void findsInEitherCaseAndOverLineBreaks() {
    assertEquals(List.of(0, 8), text("One two\none\ntwo").find("ONE TWO"));
    assertEquals(List.of(), text("one").find("three"));
    assertEquals(List.of(), text("one").find(""));
  }
}
