package dev.quantloop.app.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.TestClock;
import dev.quantloop.app.format.DisplayWidth;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {
  private final StringWriter err = new StringWriter();
  private final TestClock clock = TestClock.standingAt("1970-01-01T00:00:00Z");

  @Test
  void printsPlainLinesAtTheStartEachTenthAndTheEnd() {
    try (Stage stage =
        new PlainProgress(new PrintWriter(err), clock).stage("imatrix", "chunks", 512)) {
      for (int chunk = 1; chunk <= 100; chunk++) {
        clock.advance(Duration.ofMillis(50));
        stage.advanced(chunk, 100);
      }
    }
    List<String> lines = err.toString().lines().toList();
    assertEquals(11, lines.size(), err.toString());
    assertEquals("imatrix", lines.get(0));
    assertEquals("imatrix: 10/100 chunks, 10.2k tokens/s, 5s left", lines.get(1));
    assertEquals("imatrix: 100/100 chunks, 10.2k tokens/s, in 5.0s", lines.get(10));
  }

  @Test
  void printsAPlainLineEveryTenSecondsHoweverSlowTheWorkIs() {
    Stage stage = new PlainProgress(new PrintWriter(err), clock).stage("kld", "chunks", 512);
    for (int chunk = 1; chunk <= 4; chunk++) {
      clock.advance(Duration.ofSeconds(10));
      stage.advanced(chunk, 1000);
    }
    assertEquals(5, err.toString().lines().count(), err.toString());
  }

  @Test
  void redrawsALineInPlaceAtMostTenTimesASecond() {
    Stage stage = terminal(100).stage("imatrix", "chunks", 512);
    for (int chunk = 1; chunk <= 1000; chunk++) {
      clock.advance(Duration.ofMillis(1));
      stage.advanced(chunk, 1000);
    }
    stage.close();
    stage.close();
    String written = err.toString();
    assertEquals(1 + 10 + 1, written.chars().filter(c -> c == '\r').count());
    assertEquals(1, written.chars().filter(c -> c == '\n').count());
    assertTrue(written.endsWith("\n"));
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 40, 60, 80, 200})
  void neverFillsTheLineSoThatNoTerminalWraps(int width) {
    Stage stage = terminal(width).stage("evaluate wikitext against the baseline", "chunks", 512);
    for (int chunk = 1; chunk <= 50; chunk++) {
      clock.advance(Duration.ofMillis(999));
      stage.advanced(chunk, 12_345);
    }
    stage.close();
    Arrays.stream(err.toString().split("[\r\n]"))
        .map(line -> line.replace("\033[K", ""))
        .forEach(line -> assertTrue(DisplayWidth.of(line) < width, line));
  }

  @Test
  void showsBarRateAndTimeLeft() {
    Stage stage = terminal(110).stage("imatrix", "chunks", 512);
    clock.advance(Duration.ofSeconds(10));
    stage.advanced(20, 80);
    assertTrue(
        err.toString().endsWith("░  25%  20/80 chunks  1.0k tokens/s  30s left\033[K"),
        err.toString());
  }

  @Test
  void printsNotesAboveTheLineOfTheOpenStage() {
    Progress progress = terminal(80);
    Stage stage = progress.stage("imatrix", "chunks", 512);
    progress.note("iteration 1 is complete");
    assertFalse(err.toString().endsWith("\n"));
    assertTrue(err.toString().contains("\r\033[Kiteration 1 is complete\n\rimatrix"));
    stage.finish("done");
    assertTrue(err.toString().endsWith("done\033[K\n"));
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 80})
  void namesMoveNeitherTheCursorNorTheWidth(int width) {
    Progress progress =
        new TerminalProgress(
            VisibleWriter.over(new PrintWriter(err)), new WideTerminal(width), clock);
    Stage stage = progress.stage("a\033[31m", "chunks", 512);
    stage.advanced(1, 2);
    stage.finish("b\rc\u009b".repeat(9));
    assertEquals(
        List.of("\033[K", "\033[K"),
        Pattern.compile("\033.{2}")
            .matcher(err.toString())
            .results()
            .map(MatchResult::group)
            .toList());
    Arrays.stream(err.toString().split("[\r\n]"))
        .map(line -> line.replace("\033[K", ""))
        .forEach(line -> assertTrue(DisplayWidth.of(line) < width, line));
  }

  private Progress terminal(int width) {
    return new TerminalProgress(new PrintWriter(err), new WideTerminal(width), clock);
  }

  private record WideTerminal(int width) implements Terminal {
    @Override
    public boolean inputIsTerminal() {
      return true;
    }

    @Override
    public boolean outputIsTerminal() {
      return true;
    }

    @Override
    public boolean errorIsTerminal() {
      return true;
    }

    @Override
    public boolean unicode() {
      return true;
    }
  }
}
