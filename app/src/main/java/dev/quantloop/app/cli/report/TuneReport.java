package dev.quantloop.app.cli.report;

import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.app.tune.TrialSummary;
import dev.quantloop.app.tune.Tune;
import dev.quantloop.app.tune.TuneResult;
import dev.quantloop.app.tune.TunedSettings;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.tracker.record.TuningKey;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** What tuning has found, for a person and as JSON. */
public record TuneReport(
    String model, TuningKey key, Tune.Plan plan, int contexts, TuneResult result) {
  private static final int MOST_ROWS = 20;

  /** The table and, below it, the answer and how to use it. */
  public void print(PrintWriter out) {
    out.println(
        "%s on %s, chunks of %d tokens: %s of %s"
            .formatted(
                model,
                key.device(),
                key.nCtx(),
                Numbers.counted(result.trials(), "trial"),
                Numbers.amount(result.summaries().size(), "setting")));
    TextTable table =
        new TextTable(
            ">batch", ">micro-batch", ">threads", "attention", ">tokens/s", ">±", ">trials", "");
    List<TrialSummary> tried =
        result.summaries().stream().filter(TrialSummary::hasBeenTried).toList();
    List<TrialSummary> failed =
        result.summaries().stream().filter(TrialSummary::hasFailed).toList();
    List<TrialSummary> ran = tried.stream().filter(summary -> !summary.hasFailed()).toList();
    ran.stream().limit(MOST_ROWS).forEach(summary -> row(table, summary));
    failed.forEach(summary -> row(table, summary));
    table.print(out);
    more(out, ran.size() - MOST_ROWS, "slower ones");
    more(out, result.summaries().size() - ran.size() - failed.size(), "that were not tried");
    answer(out, result.fastest().orElseThrow());
    out.flush();
  }

  private static void more(PrintWriter out, int count, String which) {
    if (count > 0) {
      out.println("and %d %s; --json has them all".formatted(count, which));
    }
  }

  private void row(TextTable table, TrialSummary summary) {
    DecodeSettings settings = summary.settings();
    table.row(
        settings.batchSize(),
        settings.ubatchSize(),
        settings.threads(),
        settings.flashAttention(),
        rate(summary),
        summary.hasRate() ? Numbers.percent(result.error(summary), 1) : "",
        summary.trials(),
        summary.failure());
  }

  private static String rate(TrialSummary summary) {
    if (summary.hasFailed()) {
      return "";
    }
    String rate = Numbers.significant(summary.tokensPerSecond(), 4);
    return summary.hasRate() ? rate : "below " + rate;
  }

  private void answer(PrintWriter out, TrialSummary fastest) {
    out.println("Fastest: " + TunedSettings.words(fastest.settings()) + gain(fastest) + ".");
    if (!result.isComplete()) {
      out.println(
          "Not remembered: some settings were not tried. Allow more trials (--max-trials), or leave"
              + " their number to tune.");
      return;
    }
    if (!result.isComparison()) {
      out.println("Not remembered: there was nothing to compare these settings with.");
      return;
    }
    if (!result.isReliable()) {
      out.println(
          "Not remembered: trials of the same settings differ too much, as where a machine is at"
              + " other work. Tune again when it is idle.");
      return;
    }
    out.println(
        "Remembered for this model, device and context: quantloop new takes it where no -b, -ub, -t"
            + " or -fa is given.");
    out.println("For the single stages: " + TunedSettings.flags(fastest.settings()));
  }

  /** ", 8.1 % (5.2 % to 11.1 %) above the usual batches of 2048 in 512, …", where that is known. */
  private String gain(TrialSummary fastest) {
    DecodeSettings usual = plan.usual().effective(contexts);
    return result
        .gainOver(usual)
        .filter(gain -> !usual.equals(fastest.settings()))
        .map(
            gain ->
                ", %s (%s to %s) above the usual %s"
                    .formatted(
                        Numbers.percent(gain.value(), 1),
                        Numbers.percent(gain.low(), 1),
                        Numbers.percent(gain.high(), 1),
                        TunedSettings.words(usual)))
        .orElse("");
  }

  public Map<String, Object> document() {
    TrialSummary fastest = result.fastest().orElseThrow();
    return Json.object(
        "model", model,
        "device", key.device(),
        "gpu_layers", key.gpuLayers(),
        "llama_version", key.llamaVersion(),
        "n_ctx", key.nCtx(),
        "trials", result.trials(),
        "fastest", document(fastest),
        "remembered", result.isReliable(),
        "settings", result.summaries().stream().map(this::document).toList());
  }

  private Map<String, Object> document(TrialSummary summary) {
    DecodeSettings settings = summary.settings();
    return Json.object(
        "n_batch",
        settings.batchSize(),
        "n_ubatch",
        settings.ubatchSize(),
        "threads",
        settings.threads(),
        "flash_attention",
        settings.flashAttention().word(),
        "tokens_per_second",
        summary.hasRate() ? summary.tokensPerSecond() : null,
        "tokens_per_second_low",
        summary.hasRate() ? result.low(summary) : null,
        "tokens_per_second_high",
        summary.hasRate() ? result.high(summary) : null,
        "slower_than",
        summary.hasRate() || summary.limits().isEmpty() ? null : summary.tokensPerSecond(),
        "trials",
        summary.trials(),
        "failure",
        summary.hasFailed() ? summary.failure() : null);
  }
}
