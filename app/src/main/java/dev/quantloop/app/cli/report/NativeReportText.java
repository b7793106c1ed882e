package dev.quantloop.app.cli.report;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.llama.library.Device;
import dev.quantloop.llama.library.NativeReport;
import dev.quantloop.tracker.record.RecordValues;
import java.io.PrintWriter;
import java.util.Map;

/** A report on libllama, as text or JSON. */
public record NativeReportText(NativeReport report) {

  /**
   * @param everyCheck also those that passed
   */
  public void print(PrintWriter out, boolean everyCheck) {
    line(out, "library", report.directory());
    line(out, "origin", report.origin());
    line(out, "llama.cpp", report.version());
    line(out, "ggml commit", report.commit());
    line(out, "layout", report.generation());
    line(out, "CPU variant", report.cpuVariant());
    for (String variant : report.passedOverVariants()) {
      line(out, "passed over", variant);
    }
    for (Device device : report.devices()) {
      line(out, "device", describe(device));
    }
    for (NativeReport.Check check : report.checks()) {
      if (everyCheck || !check.passed()) {
        line(out, check.passed() ? "passed" : "FAILED", check.name() + ": " + check.detail());
      }
    }
    line(out, "verdict", verdict());
  }

  /** One line for those who only want to know whether it works. */
  String verdict() {
    if (report.problem() != null) {
      return FailureMessage.ofAny(report.problem());
    }
    return "usable: %d of %d checks passed"
        .formatted(
            report.checks().stream().filter(NativeReport.Check::passed).count(),
            report.checks().size());
  }

  static String describe(Device device) {
    return "%s (%s), %s of %s free"
        .formatted(
            device.name(),
            device.description(),
            Numbers.bytes(device.freeBytes()),
            Numbers.bytes(device.totalBytes()));
  }

  public Map<String, Object> document() {
    return Json.object(
        "directory", report.directory(),
        "origin", report.origin(),
        "version", report.version(),
        "commit", report.commit(),
        "layout", report.generation(),
        "cpu_variant", report.cpuVariant(),
        "passed_over", report.passedOverVariants(),
        "devices",
            report.devices().stream()
                .map(d -> RecordValues.of(d, "name", "description", "free_bytes", "total_bytes"))
                .toList(),
        "checks", report.checks().stream().map(RecordValues::of).toList(),
        "problem", report.problem() == null ? null : FailureMessage.ofAny(report.problem()));
  }

  private static void line(PrintWriter out, String label, Object value) {
    if (value != null) {
      out.printf("%-12s %s%n", label, value);
    }
  }
}
