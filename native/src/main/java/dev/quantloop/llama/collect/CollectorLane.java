package dev.quantloop.llama.collect;

import dev.quantloop.llama.AbortSignal;
import dev.quantloop.llama.model.Context;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import java.util.List;
import java.util.Map;

/**
 * A context whose products are read as it decodes, with the sums of what it decoded. Not
 * thread-safe. {@link #close} frees the native memory.
 */
final class CollectorLane implements AutoCloseable {
  private final ActivationReader reader;
  private final Context context;

  /**
   * @param summers tried in this order for each input; closed with this object
   */
  CollectorLane(
      Model model,
      DecodeSettings settings,
      List<ActivationSummer> summers,
      boolean processOutput,
      AbortSignal abort) {
    this.reader = new ActivationReader(model.library(), summers, processOutput);
    this.context = Context.open(model, settings, reader, abort);
  }

  void takeEveryRow() {
    reader.takeEveryRow();
  }

  void decode(int[] tokens, Context.Step step) {
    // Every token asks for logits, or llama.cpp would skip work in the last layer.
    context.decode(tokens, step, 0);
    reader.endOfDecode();
  }

  /** Complete sums by weight name; weights that share their input share the object. */
  Map<String, ActivationSums> sums() {
    reader.flush();
    return reader.sums();
  }

  void clear() {
    reader.clear();
  }

  @Override
  public void close() {
    context.close();
    reader.close();
  }
}
