package dev.quantloop.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.TrackerRemedy;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailureMessageTest {
  @Test
  void tellsTheTrackersRemediesInTheProgramsOwnWords() {
    assertEquals(
        Optional.of(
            "run 3 of 'mine' is in progress; 'quantloop watch mine' shows it, 'quantloop stop mine'"
                + " ends it"),
        FailureMessage.of(
            new TrackerException(
                "run 3 of 'mine' is in progress", TrackerRemedy.WATCH_OR_STOP_RUN, "mine", null)));
    assertEquals(
        Optional.of("x is a directory; choose another file with --db or QUANTLOOP_DB"),
        FailureMessage.of(
            new TrackerException("x is a directory", TrackerRemedy.CHOOSE_OTHER_FILE)));
  }

  @Test
  void leavesAFailureWithoutRemedyAsItIs() {
    assertEquals(
        Optional.of("a tag is one line"),
        FailureMessage.of(new TrackerException("a tag is one line")));
  }
}
