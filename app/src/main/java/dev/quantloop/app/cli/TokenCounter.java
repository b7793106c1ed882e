package dev.quantloop.app.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.UserException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts tokens in a process of its own, for only such a one may load libllama. A new count ends
 * the one before. May be used by several threads.
 */
final class TokenCounter implements AutoCloseable {
  private Process running;

  /**
   * @param flags which libllama to use
   * @return tokens of each source; empty if this count was ended for another
   */
  Optional<List<Integer>> count(Path model, List<String> sources, List<String> flags) {
    List<String> words = new ArrayList<>(OwnProgram.command());
    words.addAll(List.of("tokens", "--json", "-m", model.toString()));
    sources.forEach(source -> words.addAll(List.of("--source", source)));
    words.addAll(flags);
    try {
      Path errors = Files.createTempFile("quantloop-tokens", ".err");
      try {
        return count(start(words, errors), errors);
      } finally {
        Files.deleteIfExists(errors);
      }
    } catch (IOException e) {
      throw new UserException("can't count tokens: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted", e);
    }
  }

  private synchronized Process start(List<String> words, Path errors) throws IOException {
    close();
    running =
        new ProcessBuilder(words)
            .redirectInput(new File("/dev/null"))
            .redirectError(errors.toFile())
            .start();
    return running;
  }

  private Optional<List<Integer>> count(Process process, Path errors)
      throws IOException, InterruptedException {
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (!isLatest(process)) {
      return Optional.empty();
    } else if (code != 0) {
      throw new UserException(CommandFailure.reason(Files.readString(errors)));
    }
    List<Integer> tokens = new ArrayList<>();
    for (Object source : JSON.std.listFrom(said)) {
      tokens.add(((Number) ((Map<?, ?>) source).get("tokens")).intValue());
    }
    return Optional.of(tokens);
  }

  private synchronized boolean isLatest(Process process) {
    return process == running;
  }

  /** Ends the count that is going on, if any. */
  @Override
  public synchronized void close() {
    if (running != null) {
      running.destroy();
      running = null;
    }
  }
}
