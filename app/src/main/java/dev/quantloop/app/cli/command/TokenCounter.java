package dev.quantloop.app.cli.command;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.UserException;
import dev.quantloop.app.machine.LatestCommand;
import dev.quantloop.llama.runtime.NativeSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Counts tokens in a process of its own, for only such a one may load libllama. A new count ends
 * the one before. May be used by several threads.
 */
public final class TokenCounter implements AutoCloseable {
  private final Supplier<NativeSettings> llama;
  private final LatestCommand latest = new LatestCommand();

  public TokenCounter(Supplier<NativeSettings> llama) {
    this.llama = llama;
  }

  /**
   * @return tokens of each source; empty if this count was ended for another
   */
  public Optional<List<Integer>> count(Path model, List<String> sources) {
    List<String> arguments = new ArrayList<>(List.of("tokens", "--json", "-m", model.toString()));
    sources.forEach(source -> arguments.addAll(List.of("--source", source)));
    ProcessBuilder process = OwnProgram.process(arguments, llama.get());
    return latest.output(process).map(TokenCounter::parse);
  }

  private static List<Integer> parse(String counts) {
    List<Integer> tokens = new ArrayList<>();
    try {
      for (Object source : JSON.std.listFrom(counts)) {
        tokens.add(((Number) ((Map<?, ?>) source).get("tokens")).intValue());
      }
    } catch (IOException e) {
      throw new UserException("can't count tokens: " + e.getMessage(), e);
    }
    return tokens;
  }

  /** Ends the count that is going on, if any. */
  @Override
  public void close() {
    latest.close();
  }
}
