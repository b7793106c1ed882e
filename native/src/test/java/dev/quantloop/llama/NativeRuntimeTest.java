package dev.quantloop.llama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NativeRuntimeTest {
  @Test
  void prebuiltLibraryPassesEveryCheckInAChildProcess() {
    Native.library();
    NativeReport report = NativeRuntime.inspect(Native.settings());
    assertNull(report.problem());
    assertEquals("v0.5.0", report.generation());
    assertTrue(report.checks().size() > 30);
    assertTrue(report.checks().stream().allMatch(NativeReport.Check::passed));
    assertFalse(report.devices().isEmpty());
  }
}
