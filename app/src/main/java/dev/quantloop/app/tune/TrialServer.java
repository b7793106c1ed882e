package dev.quantloop.app.tune;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.demo.DemoExperiment;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.evaluate.DecodeTrials;
import dev.quantloop.llama.model.Model;
import dev.quantloop.tracker.record.TuningKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * The side of trials that may die: answers requests, a line each, until there are no more. Runs in
 * a process of its own.
 */
public record TrialServer(Model model, PrintWriter answers) {
  private static final Path KILL_ME_FIRST = Path.of("/proc/self/oom_score_adj");

  /** Where memory runs out, the system is to end this process and no other. */
  public static void volunteer() {
    try {
      Files.writeString(KILL_ME_FIRST, "1000");
    } catch (IOException | RuntimeException e) {
      // Then the system chooses.
    }
  }

  /**
   * @param gpuLayers as the model was loaded; negative for all
   */
  public void serve(BufferedReader requests, int gpuLayers, int contextSize) throws IOException {
    int[] text = model.tokenizer().tokenize(DemoExperiment.prose(), true, false);
    try (DecodeTrials trials = new DecodeTrials(model, text)) {
      TuningKey key = TunedSettings.key(model.library(), gpuLayers, contextSize);
      say(new TrialLine.Ready(key, trials.contexts()));
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        say(run(trials, TrialLine.parse(TrialLine.Request.class, line).orElseThrow()));
      }
    }
  }

  private static TrialOutcome run(DecodeTrials trials, TrialLine.Request request) {
    try {
      OptionalDouble rate = trials.measure(request.settings(), request.slowest());
      return rate.isPresent()
          ? TrialOutcome.measured(rate.getAsDouble())
          : TrialOutcome.tooSlow(request.slowest());
    } catch (LlamaException | OutOfMemoryError e) {
      return TrialOutcome.failed(TrialFailure.reason(FailureMessage.oneLine(e.getMessage())));
    }
  }

  /** On a line of its own, even if native code has printed half a line before. */
  private void say(Record message) {
    answers.print("\n" + TrialLine.of(message) + "\n");
    answers.flush();
  }
}
