package dev.quantloop.app.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogPartTest {
  @TempDir Path directory;
  private Path log;

  @BeforeEach
  void aLog() throws IOException {
    log = directory.resolve("run.log");
    Files.writeString(log, "one\ntwo\nüber drei\nunfinished");
  }

  private void append(String text) throws IOException {
    Files.writeString(log, text, StandardOpenOption.APPEND);
  }

  @Test
  void theTailHasWholeLinesOnly() {
    assertEquals(List.of("one", "two", "über drei"), LogPart.tail(log, 1000, false).lines());
    LogPart tail = LogPart.tail(log, 23, false);
    assertEquals(List.of("über drei"), tail.lines());
    assertEquals(List.of("one", "two"), LogPart.before(tail, log, 1000).lines());
    assertEquals(List.of("two"), LogPart.before(tail, log, 6).lines());
  }

  @Test
  void theLastLineOfALogThatHasEndedNeedsNoBreak() {
    assertEquals(
        List.of("one", "two", "über drei", "unfinished"), LogPart.tail(log, 1000, true).lines());
  }

  @Test
  void whatIsAddedFollowsWithoutGap() throws IOException {
    LogPart known = LogPart.tail(log, 1000, false);
    append(" line\nlast\nand");
    LogPart more = LogPart.after(known, log, 1000, false);
    assertEquals(List.of("unfinished line", "last"), more.lines());
    assertEquals(known.to(), more.from());
    assertEquals(List.of("and"), LogPart.after(more, log, 1000, true).lines());
    assertEquals(List.of(), LogPart.after(more, log, 1000, false).lines());
  }

  @Test
  void muchThatIsAddedIsReadInParts() throws IOException {
    LogPart known = LogPart.tail(log, 1000, true);
    append("\n" + "x".repeat(10) + "\n" + "y".repeat(10) + "\n");
    LogPart first = LogPart.after(known, log, 15, false);
    assertEquals(List.of("", "xxxxxxxxxx"), first.lines());
    assertEquals(List.of("yyyyyyyyyy"), LogPart.after(first, log, 15, false).lines());
  }

  @Test
  void aLineThatIsLongerThanAPartComesInPieces() throws IOException {
    LogPart known = LogPart.tail(log, 1000, true);
    append("z".repeat(20) + "\n");
    LogPart first = LogPart.after(known, log, 15, false);
    assertEquals(List.of("z".repeat(15)), first.lines());
    assertEquals(List.of("z".repeat(5)), LogPart.after(first, log, 15, false).lines());
  }

  @Test
  void aLogThatWasCutIsReadAnew() throws IOException {
    LogPart known = LogPart.tail(log, 1000, false);
    Files.writeString(log, "new\n");
    assertEquals(new LogPart(0, 4, List.of("new")), LogPart.after(known, log, 1000, false));
  }

  @Test
  void noLogHasNoLines() {
    Path none = directory.resolve("none");
    LogPart nothing = LogPart.tail(none, 1000, false);
    assertEquals(List.of(), nothing.lines());
    assertEquals(nothing, LogPart.after(nothing, none, 1000, false));
    assertEquals(0, LogPart.size(none));
  }
}
