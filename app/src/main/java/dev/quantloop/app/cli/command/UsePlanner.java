package dev.quantloop.app.cli.command;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.UserException;
import dev.quantloop.app.machine.LatestCommand;
import dev.quantloop.app.memory.MemoryUseText;
import dev.quantloop.llama.runtime.NativeSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Plans how a new experiment's models would be used in a process of its own, for only such a one
 * may load libllama. A new plan ends the one before. May be used by several threads.
 */
public final class UsePlanner implements AutoCloseable {
  /** Where the models are, which are loaded at once, and where logits go. */
  private static final int LINES = 3;

  private final Supplier<NativeSettings> llama;
  private final LatestCommand latest = new LatestCommand();

  public UsePlanner(Supplier<NativeSettings> llama) {
    this.llama = llama;
  }

  /**
   * @param arguments of {@code quantloop new}
   * @return lines; empty if this plan was ended for another
   */
  public Optional<List<String>> plan(List<String> arguments) {
    List<String> all = new ArrayList<>(List.of("new", "--dry-run", "--json"));
    all.addAll(arguments);
    return latest.output(OwnProgram.process(all, llama.get())).map(UsePlanner::parse);
  }

  /** The sizes of the corpora come before the models, and are known without the process. */
  private static List<String> parse(String document) {
    try {
      List<?> plan = (List<?>) JSON.std.mapFrom(document).get("plan");
      return plan.stream()
          .map(String.class::cast)
          .dropWhile(line -> !line.startsWith(MemoryUseText.MODELS))
          .limit(LINES)
          .toList();
    } catch (IOException e) {
      throw new UserException("can't read the plan: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    latest.close();
  }
}
