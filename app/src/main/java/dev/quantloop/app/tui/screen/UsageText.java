package dev.quantloop.app.tui.screen;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.machine.ProcessUsage;
import java.util.ArrayList;
import java.util.List;

/** What a process uses, in words. */
public final class UsageText {
  private UsageText() {}

  /** As far as the system tells, in an order in which the last can be left out. */
  public static List<String> of(ProcessUsage usage) {
    List<String> parts = new ArrayList<>();
    usage.cores().ifPresent(cores -> parts.add("CPU " + Numbers.percent(cores, 0)));
    usage.residentBytes().ifPresent(bytes -> parts.add(Numbers.bytes(bytes) + " of memory"));
    usage.gpuBytes().ifPresent(bytes -> parts.add(Numbers.bytes(bytes) + " on the GPU"));
    return parts;
  }
}
