package dev.quantloop.app.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.format.Json;
import dev.quantloop.app.tune.Search;
import dev.quantloop.app.tune.Trial;
import dev.quantloop.app.tune.TrialGrid;
import dev.quantloop.app.tune.TrialOutcome;
import dev.quantloop.app.tune.Tune;
import dev.quantloop.app.tune.TuneResult;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.FlashAttention;
import dev.quantloop.tracker.record.TuningKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TuneReportTest {
  private static final DecodeSettings USUAL = DecodeSettings.ofContext(512, 2);
  private static final TuningKey KEY = new TuningKey("AMD EPYC (2 CPUs, haswell)", 0, "0.5.0", 512);

  @Test
  void theFastestStandsFirstAndWhatFailedLast() {
    assertEquals(
        """
        demo on AMD EPYC (2 CPUs, haswell), chunks of 512 tokens: 19 trials of 12 settings
        batch  micro-batch  threads  attention    tokens/s      ±  trials
         2048         1024        2  auto             3200  2.9 %       3
         2048         1024        2  off              3100  2.9 %       3
         2048          512        2  auto             3000  2.9 %       3
         2048          512        2  off              2900  2.9 %       2
         2048          512        1  auto       below 1600              1
         2048          512        1  off        below 1600              1
         2048         1024        1  auto       below 1600              1
         2048         1024        1  off        below 1600              1
         2048         2048        1  auto                               1  out of memory
         2048         2048        1  off                                1  out of memory
         2048         2048        2  auto                               1  out of memory
         2048         2048        2  off                                1  out of memory
        Fastest: batches of 2048 in 1024, 2 threads, flash attention auto, 6.7 % (2.4 % to 11.1 %) above the usual \
        batches of 2048 in 512, 2 threads, flash attention auto.
        Remembered for this model, device and context: quantloop new takes it where no -b, -ub, -t \
        or -fa is given.
        For the single stages: -b 2048 -ub 1024 -t 2 -fa auto
        """,
        text(report(Integer.MAX_VALUE)));
  }

  @Test
  void saysHowManyWereNotTried() {
    String text = text(report(2));
    assertTrue(text.contains("and 10 that were not tried; --json has them all"), text);
  }

  @Test
  void whatIsOnlyChanceIsNotRemembered() {
    Random work = new Random(1);
    Trial disturbed =
        (settings, slowest) -> TrialOutcome.measured(work.nextBoolean() ? 1000 : 3000);
    TuneReport report = report(disturbed, Integer.MAX_VALUE);
    String text = text(report);
    assertTrue(text.contains("\nNot remembered: trials of the same settings differ"), text);
    assertFalse(text.contains("above the usual"), text);
    assertEquals(false, report.document().get("remembered"));
  }

  @Test
  void whatLeavesSettingsUntriedIsNotRememberedEither() {
    TuneReport report = report(7);
    String text = text(report);
    assertTrue(text.contains("\nNot remembered: some settings were not tried."), text);
    assertEquals(false, report.document().get("remembered"));
  }

  @Test
  void theDocumentHasEverySetting() {
    String document = Json.text(report(Integer.MAX_VALUE).document());
    assertTrue(document.contains("\"device\" : \"AMD EPYC (2 CPUs, haswell)\""), document);
    assertEquals(13, document.split("\"n_ubatch\" : ", -1).length - 1, document);
    assertEquals(4, document.split("\"failure\" : \"out of memory\"", -1).length - 1);
    assertEquals(4, document.split("\"slower_than\" : 1(600|599\\.9)", -1).length - 1, document);
  }

  private static TuneReport report(int budget) {
    return report(machine(), budget);
  }

  private static TuneReport report(Trial machine, int budget) {
    TrialGrid grid =
        new TrialGrid(
            512,
            List.of(2048),
            List.of(512, 1024, 2048),
            List.of(1, 2),
            List.of(FlashAttention.AUTO, FlashAttention.OFF));
    Tune.Plan plan = new Tune.Plan(grid, USUAL, OptionalInt.empty(), false);
    TuneResult result =
        new Search(grid.candidates(1, USUAL), machine, (done, most, tried, fastest) -> {})
            .halve(Math.min(budget, 100));
    return new TuneReport("demo", KEY, plan, 1, result);
  }

  /** Without noise, so that every figure is known. */
  private static Trial machine() {
    return (settings, slowest) -> {
      if (settings.ubatchSize() > 1024) {
        return TrialOutcome.failed("out of memory");
      }
      double rate = settings.ubatchSize() == 1024 ? 3200 : 3000;
      rate -= settings.flashAttention() == FlashAttention.OFF ? 100 : 0;
      return settings.threads() == 1 ? TrialOutcome.tooSlow(1600) : TrialOutcome.measured(rate);
    };
  }

  private static String text(TuneReport report) {
    StringWriter text = new StringWriter();
    report.print(new PrintWriter(text));
    return text.toString();
  }
}
