package dev.quantloop.app.allocate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AllocationForecastTest {
  @Test
  void breaksDoNotCountAsPace() {
    List<Instant> times =
        LongStream.of(0, 2000, 4000, 900_000, 902_500).mapToObj(Instant::ofEpochMilli).toList();
    assertEquals(2.25, AllocationForecast.pace(times).orElseThrow());
    assertTrue(AllocationForecast.pace(times.subList(0, 1)).isEmpty());
  }
}
