package dev.quantloop.app.loop;

import dev.quantloop.app.UserException;
import dev.quantloop.app.console.Figures;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.QuantType;
import dev.quantloop.llama.QuantizeOptions;
import dev.quantloop.llama.QuantizeResult;
import dev.quantloop.llama.Quantizer;
import dev.quantloop.tracker.Imatrix;
import dev.quantloop.tracker.Iteration;
import dev.quantloop.tracker.NewQuant;
import dev.quantloop.tracker.Quant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Quantizes the baseline to each type of an iteration. The unit is a file. */
final class QuantizeStage {
  private final LoopContext context;
  private final QuantizeSettings settings;

  QuantizeStage(LoopContext context) {
    this.context = context;
    this.settings = QuantizeSettings.ofJson(context.settings().quantizeOptions());
  }

  /** The quants of the iteration; the files of those without a score are there. */
  List<Quant> run(Iteration iteration, Optional<Imatrix> imatrix, Path baseline) {
    List<Quant> quants = new ArrayList<>();
    for (String type : iteration.quantTypes()) {
      Optional<Quant> committed = context.tracker().iterations().quant(iteration.id(), type);
      if (committed.filter(this::needsNoFile).isPresent()) {
        quants.add(committed.get());
      } else {
        context.stop().stopHere();
        quants.add(quantize(iteration, QuantType.parse(type), imatrix, baseline));
      }
    }
    return quants;
  }

  private boolean needsNoFile(Quant quant) {
    return context.tracker().evaluations().findScore(quant.id()).isPresent()
        || CommittedFile.isThere(quant.file(), quant.bytes());
  }

  private Quant quantize(
      Iteration iteration, QuantType type, Optional<Imatrix> imatrix, Path baseline) {
    ProgressListener progress =
        context.report().stage(iteration.number() + ": quantize " + type, "tensors");
    Stopwatch stopwatch = Stopwatch.start();
    Path imatrixFile = imatrix.map(Imatrix::file).orElse(null);
    String imatrixName = imatrix.map(i -> i.file().getFileName().toString()).orElse(null);
    QuantizeOptions options =
        settings.options(type, imatrixFile, imatrixName, context.settings().threads());
    Path file = context.directory().quant(iteration.number(), type.name());
    QuantizeResult result =
        context.stop().uninterruptible(() -> quantize(baseline, file, options, progress));
    CommittedFile committed = context.stop().uninterruptible(() -> CommittedFile.of(file));
    Quant quant =
        context
            .tracker()
            .iterations()
            .record(
                new NewQuant(
                    iteration.id(),
                    imatrix.map(Imatrix::id),
                    type.name(),
                    file,
                    committed.bytes(),
                    result.bitsPerWeight(),
                    committed.sha256(),
                    stopwatch.seconds(),
                    context.provenance()));
    return requireSame(quant, committed);
  }

  /** Says of a disk that takes no more how much it has left, and how to go on. */
  private QuantizeResult quantize(
      Path baseline, Path file, QuantizeOptions options, ProgressListener progress) {
    try {
      return Quantizer.quantize(context.library(), baseline, file, options, progress);
    } catch (LlamaException e) {
      if (!e.getMessage().contains("is the disk full?")) {
        throw e;
      }
      long free = file.getParent().toFile().getUsableSpace();
      throw new UserException(
          "can't write %s: is the disk full? %s are free there; then: quantloop run %s"
              .formatted(file, Figures.bytes(free), context.experiment().name()),
          e);
    }
  }

  /** A file that was deleted before its evaluation was complete must come out the same again. */
  private static Quant requireSame(Quant quant, CommittedFile file) {
    if (!quant.sha256().equals(file.sha256())) {
      throw new UserException(
          file.path()
              + " was deleted and now comes out differently, so its evaluation can't go on;"
              + " use the llama.cpp library that quantized it first, or iterate anew");
    }
    return quant;
  }
}
