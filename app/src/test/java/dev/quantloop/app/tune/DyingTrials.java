package dev.quantloop.app.tune;

import com.sun.jna.Pointer;
import dev.quantloop.tracker.record.TuningKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A process of trials that does not survive all of them: what it does depends on the micro-batch.
 */
final class DyingTrials {
  static final int GOOD = 512;
  static final int CRASH = 1;
  static final int ASSERTION = 2;
  static final int MEMORY = 3;
  static final int HANG = 4;

  private DyingTrials() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    say(new TrialLine.Ready(new TuningKey("a device", 0, "1.0", 512), 1));
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      TrialLine.Request request = TrialLine.parse(TrialLine.Request.class, line).orElseThrow();
      System.out.print("half a line of native code");
      switch (request.settings().ubatchSize()) {
        case CRASH -> new Pointer(8).getByte(0);
        case ASSERTION -> end("llama.cpp gave up: ggml.c:42: GGML_ASSERT(n > 0) failed");
        case MEMORY -> end("llama.cpp gave up: CUDA error: out of memory");
        case HANG -> Thread.sleep(Long.MAX_VALUE);
        default -> say(TrialOutcome.measured(ProcessHandle.current().pid()));
      }
    }
  }

  private static void say(Record message) {
    System.out.print("\n" + TrialLine.of(message) + "\n");
    System.out.flush();
  }

  private static void end(String complaint) {
    System.err.println(complaint);
    Runtime.getRuntime().halt(1);
  }
}
