package dev.quantloop.app.loop;

import dev.quantloop.app.UserException;
import dev.quantloop.app.engine.FileQuantizer;
import dev.quantloop.app.engine.StopRequest;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.imatrix.ImatrixCoverage;
import dev.quantloop.llama.quantize.QuantForecast;
import dev.quantloop.llama.quantize.QuantSeries;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.QuantizeOptions;
import dev.quantloop.llama.quantize.QuantizeResult;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.NewQuant;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.RunStage;
import dev.quantloop.tracker.service.Iterations;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Quantizes the baseline to each type of an iteration: into a file, or in memory. The unit is a
 * quant.
 */
final class QuantizeStage {
  private final LoopContext context;
  private final ImatrixStage imatrices;
  private final Candidates candidates;
  private final FailedTypes failed;
  private final Set<String> toldOf = new HashSet<>();
  // Types known to be makeable with an imatrix, and without: the same in all iterations.
  private final Map<Boolean, Set<String>> makeable = new HashMap<>();

  QuantizeStage(
      LoopContext context, ImatrixStage imatrices, Candidates candidates, FailedTypes failed) {
    this.context = context;
    this.imatrices = imatrices;
    this.candidates = candidates;
    this.failed = failed;
  }

  /** The quants of the iteration; those without a score are in their files or in memory. */
  List<Quant> run(Iteration iteration, Optional<Imatrix> imatrix) {
    List<Quant> quants = new ArrayList<>();
    for (String type : iteration.quantTypes()) {
      Optional<Quant> committed = iterations().quant(iteration.id(), type);
      if (committed.filter(this::isReady).isPresent()) {
        quants.add(committed.get());
      } else {
        stop().stopHere();
        failed
            .unlessFailed(iteration, type, () -> make(iteration, type, imatrix))
            .ifPresent(quants::add);
      }
    }
    if (quants.isEmpty()) {
      failed.requireAnyLeft(iteration.quantTypes());
    }
    return quants;
  }

  private Quant make(Iteration iteration, String type, Optional<Imatrix> imatrix) {
    Work work = begin(iteration, type, imatrix, RunStage.QUANTIZE);
    return bySeries(work) ? makeInMemory(work) : makeFile(work);
  }

  /** Finds the types that would fail in the end, before anything is computed. */
  void requireMakeable(Iteration iteration) {
    if (iteration.kind() == IterationKind.JUDGED) {
      return;
    }
    boolean withImatrix = iteration.corpusTokens() > 0;
    Set<String> known = makeable.computeIfAbsent(withImatrix, key -> new HashSet<>());
    List<String> untried =
        iteration.quantTypes().stream()
            .filter(type -> !known.contains(type) && !failed.has(type))
            .toList();
    if (!untried.isEmpty()) {
      GgufFile model = GgufFile.read(context.model());
      for (String type : untried) {
        failed.unlessFailed(
            iteration,
            type,
            () -> {
              FileQuantizer.requireMakeable(
                      context.engine().library(),
                      model,
                      options(type, Optional.empty()),
                      withImatrix ? covered(model) : Set.of())
                  .ifPresent(forecast -> tell(QuantType.parse(type), forecast));
              return known.add(type);
            });
      }
    }
    failed.requireAnyLeft(iteration.quantTypes());
  }

  private Set<String> covered(GgufFile model) {
    return ImatrixCoverage.ofAny(model, context.settings().nextn()).covered();
  }

  /** Once a run. */
  private void tell(QuantType type, QuantForecast forecast) {
    FileQuantizer.notes(type, forecast).stream()
        .filter(toldOf::add)
        .forEach(context.report()::warning);
  }

  private Iterations iterations() {
    return context.tracker().iterations();
  }

  private StopRequest stop() {
    return context.engine().stop();
  }

  private boolean isReady(Quant quant) {
    return context.tracker().evaluations().findScore(quant.id()).isPresent()
        || candidates.holds(quant)
        || context.has(quant);
  }

  /** Makes sure that a quant that is in no memory has its file. */
  Quant withFile(Quant quant, RunStage stage) {
    if (context.has(quant)) {
      return quant;
    }
    Iteration iteration = iterations().get(quant.iteration());
    return makeFile(
        begin(iteration, quant.quantType(), iterations().imatrix(iteration.id()), stage));
  }

  /** A quant that is being made, since so many nanoseconds of the system's clock. */
  private record Work(
      Iteration iteration,
      String type,
      Optional<Imatrix> imatrix,
      Path file,
      ProgressListener progress,
      long start) {}

  private Work begin(Iteration iteration, String type, Optional<Imatrix> imatrix, RunStage stage) {
    if (iteration.kind() == IterationKind.JUDGED) {
      refuse(iterations().quant(iteration.id(), type).orElseThrow());
    }
    return new Work(
        iteration,
        type,
        imatrix.map(imatrices::present),
        context.directory().quant(iteration.number(), iteration.replicate(), type),
        context.report().stage(stage, type, "tensors"),
        System.nanoTime());
  }

  /** A file from outside can't be made again. */
  private static void refuse(Quant judged) {
    throw new UserException(
        judged.file()
            + " is gone, or is not the file that was recorded: put it back (SHA-256 "
            + judged.sha256()
            + ")");
  }

  /** Whether a loaded quant of the type helps to make this one. */
  private boolean bySeries(Work work) {
    return work.imatrix().isPresent() && candidates.canMake(work.type());
  }

  /** A file that was deleted before its evaluation was complete must come out the same again. */
  private Quant record(Work work, QuantSeries.Quant made) {
    Quant quant =
        iterations()
            .record(
                new NewQuant(
                    work.iteration().id(),
                    work.imatrix().map(Imatrix::id),
                    work.type(),
                    work.file(),
                    made.bytes(),
                    made.bitsPerWeight(),
                    made.sha256(),
                    LoopContext.secondsSince(work.start()),
                    context.provenance()));
    if (!quant.sha256().equals(made.sha256())) {
      throw new UserException(
          work.file()
              + " was deleted and now comes out differently, so its evaluation can't go on;"
              + " use the llama.cpp library that quantized it first, or iterate anew");
    }
    if (grows(work.iteration())) {
      iterations().recordErrors(quant.id(), made.errors());
    }
    return quant;
  }

  /** Whether the next step of the corpus is predicted from it. */
  private static boolean grows(Iteration iteration) {
    return iteration.kind() == IterationKind.PLANNED && !iteration.isReplicate();
  }

  private Quant makeInMemory(Work work) {
    QuantSeries.Quant made;
    try {
      made =
          stop()
              .uninterruptible(
                  () -> candidates.make(work.type(), work.imatrix().get(), work.progress()));
    } catch (LlamaException e) {
      candidates.giveUp(work.type(), e);
      return makeFile(work);
    }
    Quant quant =
        context
            .tracker()
            .transaction(
                () -> {
                  Quant recorded = record(work, made);
                  iterations().fileRemoved(recorded.id());
                  return recorded;
                });
    candidates.hold(quant);
    return quant;
  }

  private Quant makeFile(Work work) {
    Supplier<QuantSeries.Quant> writing =
        bySeries(work)
            ? () ->
                candidates.write(work.type(), work.imatrix().get(), work.file(), work.progress())
            : () -> quantize(work);
    QuantSeries.Quant made =
        stop().uninterruptible(() -> FileQuantizer.whereDiskHasRoom(work.file(), writing));
    context.files().wrote(work.file(), made.sha256());
    return record(work, made);
  }

  /** From the start, with the settings of the experiment. */
  private QuantSeries.Quant quantize(Work work) {
    QuantizeOptions options = options(work.type(), work.imatrix());
    QuantizeResult result =
        FileQuantizer.quantize(
            context.engine().library(),
            context.model(),
            work.file(),
            options,
            forecast -> tell(options.type(), forecast),
            work.progress());
    String sha256 = result.sha256().orElseGet(() -> Sha256.of(work.file()));
    return new QuantSeries.Quant(sha256, result.bytes(), result.bitsPerWeight(), result.errors());
  }

  private QuantizeOptions options(String type, Optional<Imatrix> imatrix) {
    return SettingValues.of(context.settings())
        .quantizing(
            QuantType.parse(type),
            imatrix.map(Imatrix::file).orElse(null),
            imatrix.map(i -> i.file().getFileName().toString()).orElse(null),
            context.settings().threads());
  }
}
