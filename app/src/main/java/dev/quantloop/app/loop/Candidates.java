package dev.quantloop.app.loop;

import dev.quantloop.app.engine.LoadedBaseline;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelWeights;
import dev.quantloop.llama.quantize.QuantSeries;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Quant;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The loaded candidates of a run. The first of each quant type that has an imatrix comes from its
 * file and stays loaded, where there is room; the following ones are quantized in memory and take
 * the place of its weights, which spares writing, reading and loading a file for each. Used by one
 * thread; close it to free the native memory.
 */
final class Candidates implements AutoCloseable {
  private final LoopContext context;
  private final LoadedBaseline baseline;
  private final boolean wanted;
  private final Map<String, Slot> slots = new HashMap<>();
  private final Map<String, QuantId> held = new HashMap<>();
  private final Set<String> refused = new HashSet<>();

  /** A model that stays loaded, and what puts other weights into it. */
  private record Slot(Path first, Model model, ModelWeights weights, QuantSeries series)
      implements AutoCloseable {
    @Override
    public void close() {
      series.close();
      model.close();
    }
  }

  /**
   * @param inMemory whether quants may be made without a file
   */
  Candidates(LoopContext context, LoadedBaseline baseline, boolean inMemory) {
    this.context = context;
    this.baseline = baseline;
    this.wanted = inMemory && QuantSeries.fits(baseline.file());
  }

  /** Whether the next quant of a type can be made in memory. */
  boolean canMake(String type) {
    return slots.containsKey(type);
  }

  /** Quantizes with an imatrix in memory; what comes of it is held once it is on record. */
  QuantSeries.Quant make(String type, Imatrix imatrix, ProgressListener tensors) {
    Slot slot = slots.get(type);
    held.remove(type);
    return slot.series().make(imatrix.file(), nameOf(imatrix), slot.weights()::set, tensors);
  }

  /** That this is what was made last. */
  void hold(Quant quant) {
    held.put(quant.quantType(), quant.id());
  }

  /** Writes the file of a quant. */
  QuantSeries.Quant write(String type, Imatrix imatrix, Path file, ProgressListener tensors) {
    return slots.get(type).series().write(imatrix.file(), nameOf(imatrix), file, tensors);
  }

  private static String nameOf(Imatrix imatrix) {
    return imatrix.file().getFileName().toString();
  }

  /** Whether a loaded model has these weights. */
  boolean holds(Quant quant) {
    return quant.id().equals(held.get(quant.quantType()));
  }

  /** A file that takes as much room as the quant. */
  Path fileOfThatSize(Quant quant) {
    return holds(quant) ? slots.get(quant.quantType()).first() : quant.file();
  }

  /** A loaded quant; it goes back by {@link #giveBack}. */
  Model take(Quant quant) {
    if (holds(quant)) {
      return slots.get(quant.quantType()).model();
    }
    drop(quant.quantType());
    return context.engine().load(quant.file(), mayStay(quant));
  }

  private boolean mayStay(Quant quant) {
    return wanted && quant.imatrix().isPresent() && !refused.contains(quant.quantType());
  }

  /**
   * Takes a model back, after its last context was closed.
   *
   * @param stays whether there is room for it beside the baseline
   */
  void giveBack(Quant quant, Model model, boolean stays) {
    if (stays && holds(quant)) {
      return;
    }
    if (stays && mayStay(quant) && keep(quant, model)) {
      hold(quant);
    } else if (holds(quant)) {
      drop(quant.quantType());
    } else {
      model.close();
    }
  }

  /** Whether further quants of the type can be made in its memory. */
  private boolean keep(Quant quant, Model model) {
    Imatrix imatrix = context.tracker().iterations().imatrix(quant.iteration()).orElseThrow();
    QuantSeries series = null;
    try {
      series =
          QuantSeries.open(
              context.engine().library(),
              baseline.file(),
              quant.file(),
              imatrix.file(),
              nameOf(imatrix),
              context.settings().threads());
      ModelWeights weights =
          ModelWeights.of(model, series.names())
              .orElseThrow(() -> new LlamaException("its weights can't be replaced"));
      context
          .report()
          .say(
              "further quants to "
                  + quant.quantType()
                  + " are now made in memory; the best is saved at the end");
      slots.put(quant.quantType(), new Slot(quant.file(), model, weights, series));
      return true;
    } catch (LlamaException e) {
      if (series != null) {
        series.close();
      }
      giveUp(quant.quantType(), e);
      return false;
    }
  }

  /** From now on quants of a type are made by way of files. */
  void giveUp(String type, LlamaException reason) {
    drop(type);
    refused.add(type);
    context.report().say("quants to " + type + " are made by way of files: " + reason.getMessage());
  }

  private void drop(String type) {
    held.remove(type);
    Slot slot = slots.remove(type);
    if (slot != null) {
      slot.close();
    }
  }

  /** Works with models: where there is no room, without those that stay loaded. */
  void withRoom(Runnable work) {
    withRoom(
        () -> {
          work.run();
          return null;
        });
  }

  /** The same for work that comes to something. */
  <T> T withRoom(Supplier<T> work) {
    return context.engine().withRoom(this::release, work);
  }

  /** For good: where memory has run out once, files are used. False where none was held. */
  private boolean release() {
    boolean any = !slots.isEmpty();
    refused.addAll(slots.keySet());
    close();
    baseline.close();
    return any;
  }

  @Override
  public void close() {
    slots.values().forEach(Slot::close);
    slots.clear();
    held.clear();
  }
}
