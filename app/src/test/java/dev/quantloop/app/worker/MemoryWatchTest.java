package dev.quantloop.app.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.app.worker.Heartbeat.MemoryWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryWatchTest {
  @Test
  void warnsOnceWhenMemoryRunsShort() {
    AtomicLong available = new AtomicLong(MemoryWatch.SHORT_BYTES);
    List<String> warnings = new ArrayList<>();
    MemoryWatch watch = new MemoryWatch(available::get, warnings::add);
    watch.look();
    assertEquals(List.of(), warnings);
    available.set(100L << 20);
    watch.look();
    watch.look();
    assertEquals(List.of("memory is running short: 100 MiB are left"), warnings);
  }
}
