package dev.quantloop.app.loop;

import dev.quantloop.app.UserException;
import dev.quantloop.app.corpus.Sha256;
import dev.quantloop.app.engine.Engine;
import dev.quantloop.app.engine.FileQuantizer;
import dev.quantloop.app.experiment.CommittedFile;
import dev.quantloop.app.setting.QuantizeSettings;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.quantize.QuantSeries;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.QuantizeOptions;
import dev.quantloop.llama.quantize.QuantizeResult;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.NewQuant;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.RunStage;
import dev.quantloop.tracker.service.Iterations;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Quantizes the baseline to each type of an iteration: into a file, or in memory. The unit is a
 * quant.
 */
final class QuantizeStage {
  private final LoopContext context;
  private final Engine engine;
  private final Iterations iterations;
  private final Candidates candidates;
  private final QuantizeSettings settings;

  QuantizeStage(LoopContext context, Candidates candidates) {
    this.context = context;
    this.engine = context.engine();
    this.iterations = context.tracker().iterations();
    this.candidates = candidates;
    this.settings = SettingValues.of(context.settings()).quantize();
  }

  /** The quants of the iteration; those without a score are in their files or in memory. */
  List<Quant> run(Iteration iteration, Optional<Imatrix> imatrix) {
    List<Quant> quants = new ArrayList<>();
    for (String type : iteration.quantTypes()) {
      Optional<Quant> committed = iterations.quant(iteration.id(), type);
      if (committed.filter(this::isReady).isPresent()) {
        quants.add(committed.get());
      } else {
        engine.stop().stopHere();
        Work work = new Work(iteration, type, imatrix, RunStage.QUANTIZE);
        quants.add(work.bySeries() ? makeInMemory(work) : makeFile(work));
      }
    }
    return quants;
  }

  private boolean isReady(Quant quant) {
    return context.tracker().evaluations().findScore(quant.id()).isPresent()
        || candidates.holds(quant)
        || CommittedFile.isThere(quant.file(), quant.bytes());
  }

  /** Makes sure that a quant that is in no memory has its file. */
  Quant withFile(Quant quant, RunStage stage) {
    if (CommittedFile.isThere(quant.file(), quant.bytes())) {
      return quant;
    }
    Iteration iteration = iterations.get(quant.iteration());
    return makeFile(
        new Work(iteration, quant.quantType(), iterations.imatrix(iteration.id()), stage));
  }

  /** A quant that is being made. */
  private final class Work {
    private final long start = System.nanoTime();
    private final Iteration iteration;
    private final String type;
    private final Optional<Imatrix> imatrix;
    private final Path file;
    private final ProgressListener progress;

    Work(Iteration iteration, String type, Optional<Imatrix> imatrix, RunStage stage) {
      this.iteration = iteration;
      this.type = type;
      this.imatrix = imatrix;
      this.file = context.directory().quant(iteration.number(), type);
      this.progress = context.report().stage(stage, type, "tensors");
    }

    /** Whether a loaded quant of the type helps to make this one. */
    boolean bySeries() {
      return imatrix.isPresent() && candidates.canMake(type);
    }

    /** A file that was deleted before its evaluation was complete must come out the same again. */
    Quant record(QuantSeries.Quant made) {
      Quant quant =
          iterations.record(
              new NewQuant(
                  iteration.id(),
                  imatrix.map(Imatrix::id),
                  type,
                  file,
                  made.bytes(),
                  made.bitsPerWeight(),
                  made.sha256(),
                  LoopContext.secondsSince(start),
                  context.provenance()));
      if (!quant.sha256().equals(made.sha256())) {
        throw new UserException(
            file
                + " was deleted and now comes out differently, so its evaluation can't go on;"
                + " use the llama.cpp library that quantized it first, or iterate anew");
      }
      return quant;
    }
  }

  private Quant makeInMemory(Work work) {
    QuantSeries.Quant made;
    try {
      made =
          engine
              .stop()
              .uninterruptible(() -> candidates.make(work.type, work.imatrix.get(), work.progress));
    } catch (LlamaException e) {
      candidates.giveUp(work.type, e);
      return makeFile(work);
    }
    Quant quant =
        context
            .tracker()
            .transaction(
                () -> {
                  Quant recorded = work.record(made);
                  iterations.fileRemoved(recorded.id());
                  return recorded;
                });
    candidates.hold(quant);
    return quant;
  }

  private Quant makeFile(Work work) {
    Supplier<QuantSeries.Quant> writing =
        work.bySeries()
            ? () -> candidates.write(work.type, work.imatrix.get(), work.file, work.progress)
            : () -> quantize(work);
    return work.record(
        engine.stop().uninterruptible(() -> FileQuantizer.whereDiskHasRoom(work.file, writing)));
  }

  /** From the start, with the settings of the experiment. */
  private QuantSeries.Quant quantize(Work work) {
    Path imatrix = work.imatrix.map(Imatrix::file).orElse(null);
    String name = work.imatrix.map(i -> i.file().getFileName().toString()).orElse(null);
    QuantizeOptions options =
        settings.options(QuantType.parse(work.type), imatrix, name, context.settings().threads());
    QuantizeResult result =
        FileQuantizer.quantize(
            engine.library(), context.model(), work.file, options, work.progress);
    String sha256 = result.sha256().orElseGet(() -> Sha256.of(work.file));
    return new QuantSeries.Quant(sha256, result.bytes(), result.bitsPerWeight());
  }
}
