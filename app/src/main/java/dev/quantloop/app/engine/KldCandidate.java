package dev.quantloop.app.engine;

import dev.quantloop.llama.model.Model;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A model that is to be scored against a baseline.
 *
 * @param name for messages
 * @param fileOfThatSize a file that takes as much memory
 * @param take loads it, or hands out one that is loaded
 * @param giveBack takes it back after its last context was closed
 */
public record KldCandidate(
    String name, Path fileOfThatSize, Supplier<Model> take, GiveBack giveBack) {
  /** Takes a model back, which may stay loaded where there is room beside the baseline. */
  @FunctionalInterface
  public interface GiveBack {
    void accept(Model model, boolean mayStay);
  }
}
