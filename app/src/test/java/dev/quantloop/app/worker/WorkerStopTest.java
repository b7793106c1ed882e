package dev.quantloop.app.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.AbortedException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WorkerStopTest {
  private final AtomicLong now = new AtomicLong(1_000);
  private final AtomicInteger ends = new AtomicInteger();
  private final WorkerStop stop = new WorkerStop(now::get);

  @Test
  void aUnitMayEndBeforeItIsAbandoned() {
    stop.request();
    assertTrue(stop.made());
    assertFalse(stop.requested());
    now.addAndGet(WorkerStop.PATIENCE_MILLIS);
    assertTrue(stop.requested());
  }

  @Test
  void askingAgainDoesNotProlongThePatience() {
    stop.request();
    now.addAndGet(WorkerStop.PATIENCE_MILLIS);
    stop.request();
    assertTrue(stop.requested());
  }

  @Test
  void theEndOfAUnitIsWhereItStops() {
    stop.stopHere();
    stop.request();
    assertThrows(AbortedException.class, stop::stopHere);
  }

  @Test
  void onlyWhatCannotBeAbandonedEndsWithTheProcess() {
    stop.request();
    now.addAndGet(WorkerStop.PATIENCE_MILLIS);
    stop.endIfStuck(ends::incrementAndGet);
    assertEquals(0, ends.get());

    stop.uninterruptible(
        () -> {
          stop.endIfStuck(ends::incrementAndGet);
          return null;
        });
    assertEquals(1, ends.get());

    stop.endIfStuck(ends::incrementAndGet);
    assertEquals(1, ends.get());
  }
}
