package dev.quantloop.app.loop;

import dev.quantloop.app.UserException;
import dev.quantloop.app.corpus.Sha256;
import dev.quantloop.app.experiment.CommittedFile;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.setting.QuantizeSettings;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.quantize.QuantSeries;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.QuantizeOptions;
import dev.quantloop.llama.quantize.QuantizeResult;
import dev.quantloop.llama.quantize.Quantizer;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.NewQuant;
import dev.quantloop.tracker.record.Quant;
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
  /** In the words of llama.cpp's quantizer, and of the system. */
  private static final List<String> FULL_DISK =
      List.of(
          "is the disk full?", "No space left on device", "Disk quota exceeded", "File too large");

  private final LoopContext context;
  private final Candidates candidates;
  private final Path baseline;
  private final QuantizeSettings settings;

  QuantizeStage(LoopContext context, Candidates candidates, Path baseline) {
    this.context = context;
    this.candidates = candidates;
    this.baseline = baseline;
    this.settings = SettingValues.of(context.settings()).quantize();
  }

  /** The quants of the iteration; those without a score are in their files or in memory. */
  List<Quant> run(Iteration iteration, Optional<Imatrix> imatrix) {
    List<Quant> quants = new ArrayList<>();
    for (String type : iteration.quantTypes()) {
      Optional<Quant> committed = context.tracker().iterations().quant(iteration.id(), type);
      if (committed.filter(this::isReady).isPresent()) {
        quants.add(committed.get());
      } else {
        context.stop().stopHere();
        boolean inMemory = imatrix.isPresent() && candidates.canMake(type);
        quants.add(
            inMemory
                ? makeInMemory(iteration, type, imatrix.get())
                : makeFile(iteration, type, imatrix));
      }
    }
    return quants;
  }

  private boolean isReady(Quant quant) {
    return context.tracker().evaluations().findScore(quant.id()).isPresent()
        || candidates.holds(quant)
        || CommittedFile.isThere(quant.file(), quant.bytes());
  }

  /** Sees to it that a quant that is in no memory has its file. */
  Quant withFile(Iteration iteration, Quant quant) {
    return CommittedFile.isThere(quant.file(), quant.bytes())
        ? quant
        : makeFile(
            iteration,
            quant.quantType(),
            context.tracker().iterations().imatrix(quant.iteration()));
  }

  private ProgressListener progress(Iteration iteration, String type) {
    return context.report().stage(iteration.number() + ": quantize " + type, "tensors");
  }

  private Quant makeInMemory(Iteration iteration, String type, Imatrix imatrix) {
    ProgressListener progress = progress(iteration, type);
    Stopwatch stopwatch = Stopwatch.start();
    QuantSeries.Quant made;
    try {
      made = context.stop().uninterruptible(() -> candidates.make(type, imatrix, progress));
    } catch (LlamaException e) {
      candidates.giveUp(type, e);
      return makeFile(iteration, type, Optional.of(imatrix));
    }
    Path file = context.directory().quant(iteration.number(), type);
    CommittedFile unwritten = new CommittedFile(file, made.bytes(), made.sha256());
    Quant quant =
        context
            .tracker()
            .transaction(
                () -> {
                  Quant recorded =
                      record(
                          iteration,
                          Optional.of(imatrix),
                          type,
                          unwritten,
                          made.bitsPerWeight(),
                          stopwatch.seconds());
                  context.tracker().iterations().fileRemoved(recorded.id());
                  return recorded;
                });
    candidates.hold(quant);
    return quant;
  }

  private Quant makeFile(Iteration iteration, String type, Optional<Imatrix> imatrix) {
    ProgressListener progress = progress(iteration, type);
    Stopwatch stopwatch = Stopwatch.start();
    Path file = context.directory().quant(iteration.number(), type);
    boolean bySeries = imatrix.isPresent() && candidates.canMake(type);
    Supplier<QuantSeries.Quant> writing =
        bySeries
            ? () -> candidates.write(type, imatrix.get(), file, progress)
            : () -> quantize(QuantType.parse(type), imatrix, file, progress);
    QuantSeries.Quant made = context.stop().uninterruptible(() -> unlessFull(file, writing));
    CommittedFile committed = new CommittedFile(file, made.bytes(), made.sha256());
    return record(iteration, imatrix, type, committed, made.bitsPerWeight(), stopwatch.seconds());
  }

  private Quant record(
      Iteration iteration,
      Optional<Imatrix> imatrix,
      String type,
      CommittedFile file,
      double bitsPerWeight,
      double seconds) {
    Quant quant =
        context
            .tracker()
            .iterations()
            .record(
                new NewQuant(
                    iteration.id(),
                    imatrix.map(Imatrix::id),
                    type,
                    file.path(),
                    file.bytes(),
                    bitsPerWeight,
                    file.sha256(),
                    seconds,
                    context.provenance()));
    return requireSame(quant, file);
  }

  /** From the start, with the settings of the experiment. */
  private QuantSeries.Quant quantize(
      QuantType type, Optional<Imatrix> imatrix, Path file, ProgressListener progress) {
    Path imatrixFile = imatrix.map(Imatrix::file).orElse(null);
    String imatrixName = imatrix.map(i -> i.file().getFileName().toString()).orElse(null);
    QuantizeOptions options =
        settings.options(type, imatrixFile, imatrixName, context.settings().threads());
    QuantizeResult result =
        Quantizer.quantize(context.library(), baseline, file, options, progress);
    String sha256 = result.sha256().orElseGet(() -> Sha256.of(file));
    return new QuantSeries.Quant(sha256, result.bytes(), result.bitsPerWeight());
  }

  /** Says of a disk that takes no more how much it has left, and how to go on. */
  private <T> T unlessFull(Path file, Supplier<T> writing) {
    try {
      return writing.get();
    } catch (LlamaException e) {
      if (FULL_DISK.stream().noneMatch(e.getMessage()::contains)) {
        throw e;
      }
      long free = file.getParent().toFile().getUsableSpace();
      throw new UserException(
          "can't write %s: is the disk full? %s are free there; then: quantloop run %s"
              .formatted(file, Numbers.bytes(free), context.experiment().name()),
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
