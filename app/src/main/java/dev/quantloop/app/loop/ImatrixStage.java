package dev.quantloop.app.loop;

import dev.quantloop.app.UserException;
import dev.quantloop.app.chunktext.ChunkOrigin;
import dev.quantloop.app.engine.ImatrixPass;
import dev.quantloop.app.engine.LoadedBaseline;
import dev.quantloop.app.engine.QuarantinedChunk;
import dev.quantloop.app.experiment.BlockEnds;
import dev.quantloop.app.experiment.CalibrationPool;
import dev.quantloop.app.experiment.CommittedFile;
import dev.quantloop.app.experiment.LedgerPlan;
import dev.quantloop.app.experiment.LedgerPlan.ChunkRange;
import dev.quantloop.app.experiment.LedgerSums;
import dev.quantloop.app.experiment.LedgerSums.Part;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.NotFiniteException;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.imatrix.ImatrixCoverage;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.record.BlockOrigin;
import dev.quantloop.tracker.record.ChunkPutAside;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.NewImatrix;
import dev.quantloop.tracker.record.RecipePart;
import dev.quantloop.tracker.record.RunStage;
import dev.quantloop.tracker.service.Iterations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Makes an iteration's imatrix: the sum of the ledger blocks that cover its recipe. What no block
 * holds yet is collected first; the unit is a block.
 */
final class ImatrixStage {
  private final LoopContext context;
  private final Iterations iterations;
  private final CalibrationPool pool;
  private final LoadedBaseline baseline;
  private final Candidates candidates;
  private boolean gapsAreKnown;

  ImatrixStage(LoopContext context, LoadedBaseline baseline, Candidates candidates) {
    this.context = context;
    this.iterations = context.tracker().iterations();
    this.pool = context.pool();
    this.baseline = baseline;
    this.candidates = candidates;
  }

  /** Empty for an iteration without imatrix; without a recipe it is one from outside. */
  Optional<Imatrix> run(Iteration iteration) {
    Optional<Imatrix> committed = iterations.imatrix(iteration.id());
    if (iteration.recipe().isEmpty() || committed.filter(context::has).isPresent()) {
      return committed;
    }
    long start = System.nanoTime();
    List<Part> parts = parts(iteration);
    while (!collectMissing(parts)) {
      parts = parts(iteration);
    }
    int aside = iteration.recipe().stream().mapToInt(this::chunksAside).sum();
    QuarantinedChunk.requireLeft(
        iteration.recipe().stream().mapToInt(RecipePart::chunks).sum() - aside,
        1,
        aside,
        iteration.inWords());
    Path file = context.directory().imatrix(iteration.number(), iteration.replicate());
    ImatrixSums sums = new LedgerSums(context.directory(), context.settings()).of(parts);
    ImatrixFile.writeGguf(file, sums);
    warnOfGaps(sums);
    CommittedFile written = committed(file);
    NewImatrix made =
        new NewImatrix(
            iteration.id(),
            written.path(),
            written.bytes(),
            written.sha256(),
            sums.entries().size(),
            Math.toIntExact(iteration.corpusTokens() / context.settings().nCtx()) - aside,
            iteration.corpusTokens() - (long) aside * context.settings().nCtx(),
            LoopContext.secondsSince(start),
            context.provenance());
    return Optional.of(recorded(made));
  }

  /** One that is not what figures on record came from must not lie where that lay. */
  private Imatrix recorded(NewImatrix made) {
    try {
      return iterations.record(made);
    } catch (TrackerException e) {
      try {
        Files.deleteIfExists(made.file());
      } catch (IOException failed) {
        e.addSuppressed(failed);
      }
      throw e;
    }
  }

  /**
   * An imatrix with its file; one that was lost is summed again, of the same blocks.
   *
   * @throws UserException when it came from outside
   */
  Imatrix present(Imatrix imatrix) {
    if (context.has(imatrix)) {
      return imatrix;
    }
    Iteration iteration = iterations.get(imatrix.iteration());
    if (iteration.recipe().isEmpty()) {
      throw new UserException(
          "%s is gone, or is not the imatrix that was recorded: put it back (SHA-256 %s)"
              .formatted(imatrix.file(), imatrix.sha256()));
    }
    context
        .report()
        .warning(imatrix.file() + " is gone or damaged: it is made again from the ledger");
    return run(iteration).orElseThrow();
  }

  /** Once a run: all its imatrices have the same. */
  private void warnOfGaps(ImatrixSums sums) {
    if (!gapsAreKnown) {
      gapsAreKnown = true;
      ImatrixCoverage.of(GgufFile.read(context.model()), sums)
          .gaps()
          .forEach(gap -> context.report().warning("imatrix: " + gap));
      if (!context.settings().squaresOnly() && !sums.hasPlainSums()) {
        context
            .report()
            .warning(
                "imatrix: without sums of plain activations, which a part of it does not have");
      }
    }
  }

  private List<Part> parts(Iteration iteration) {
    return iteration.recipe().stream().map(this::part).toList();
  }

  private int chunksAside(RecipePart part) {
    return context
        .tracker()
        .quarantine()
        .of(part.corpus())
        .get(part.firstChunk(), part.firstChunk() + part.chunks())
        .cardinality();
  }

  private Part part(RecipePart part) {
    Corpus corpus = pool.corpusOf(part);
    List<ChunkRange> existing = new ArrayList<>();
    List<LedgerBlock> lost = new ArrayList<>();
    for (LedgerBlock block : iterations.blocks(corpus.id())) {
      if (context.files().has(block.file(), block.bytes(), block.sha256())) {
        existing.add(new ChunkRange(block.firstChunk(), block.chunks()));
      } else {
        lost.add(block);
        if (corpus.isImported()) {
          continue; // what could be said of it can't be found again
        }
        iterations.forget(block);
        context
            .report()
            .warning(block.file() + " is gone or damaged: what is needed of it is computed again");
      }
    }
    ChunkRange chunks = new ChunkRange(part.firstChunk(), part.chunks());
    BlockEnds ends = BlockEnds.of(pool, corpus, context.settings());
    BitSet aside = context.tracker().quarantine().of(corpus.id());
    LedgerPlan plan = LedgerPlan.of(existing, chunks, aside, ends);
    if (corpus.isImported() && !plan.missing().isEmpty()) {
      throw new UserException(
          "%s is gone or damaged: import the imatrix %s again (quantloop ledger import)"
              .formatted(corpus.file(), corpus.name()));
    }
    if (!plan.missing().isEmpty()) {
      existing.addAll(SharedBlocks.of(context, lost).take(corpus, plan.missing()));
      plan = LedgerPlan.of(existing, chunks, aside, ends);
    }
    return new Part(corpus, plan, part.weight());
  }

  private CommittedFile committed(Path file) {
    CommittedFile written = CommittedFile.of(file);
    context.files().wrote(file, written.sha256());
    return written;
  }

  /** False where a chunk was put aside: the rest is to be planned anew, without it. */
  private boolean collectMissing(List<Part> parts) {
    int missing = parts.stream().mapToInt(part -> part.plan().missingChunks()).sum();
    if (missing == 0) {
      return true;
    }
    ProgressListener progress = context.report().stage(RunStage.IMATRIX, "", "chunks");
    progress.advanced(0, missing);
    return candidates.withRoom(() -> collect(parts, missing, progress));
  }

  private boolean collect(List<Part> parts, int missing, ProgressListener progress) {
    try (ImatrixPass pass =
        ImatrixPass.ofEveryRow(
                context.engine(),
                baseline.model(),
                context.settings().processOutput(),
                context.nextn())
            .ofSquaresOnly(context.settings().squaresOnly())) {
      int done = 0;
      for (Part part : parts) {
        for (ChunkRange block : part.plan().cover()) {
          if (part.plan().missing().contains(block)) {
            context.engine().stop().stopHere();
            int before = done;
            boolean whole =
                collect(
                    pass,
                    part.corpus(),
                    block,
                    (chunks, total) -> progress.advanced(before + chunks, missing));
            if (!whole) {
              return false;
            }
            done += block.count();
          }
        }
      }
    }
    return true;
  }

  /** False where only the part of the block was computed that is before a chunk put aside. */
  private boolean collect(
      ImatrixPass pass, Corpus corpus, ChunkRange block, ProgressListener progress) {
    ChunkOrigin origin = ChunkOrigin.ofPool(context.tracker(), corpus, context.settings().nCtx());
    try {
      LedgerBlock computed = compute(pass, corpus, block, origin, progress);
      iterations.record(computed);
      return true;
    } catch (NotFiniteException e) {
      if (!context.settings().quarantine() || e.chunk().isEmpty()) {
        throw e;
      }
      int chunk = e.chunk().getAsInt();
      Optional<LedgerBlock> before =
          Optional.of(chunk)
              .filter(count -> count > 0)
              .map(count -> new ChunkRange(block.first(), count))
              .map(range -> compute(pass, corpus, range, origin, progress));
      context
          .tracker()
          .transaction(
              () -> {
                before.ifPresent(iterations::record);
                putAside(corpus, origin, block.first() + chunk, e);
                return true;
              });
      return false;
    }
  }

  private void putAside(Corpus corpus, ChunkOrigin origin, int chunk, NotFiniteException reason) {
    context
        .tracker()
        .quarantine()
        .add(
            new ChunkPutAside(
                corpus.id(),
                Optional.empty(),
                chunk,
                origin.documents(chunk),
                Optional.empty(),
                EvaluationQuarantine.BASELINE,
                reason.weight()));
    context
        .report()
        .warning(
            "%s is put aside and is in no imatrix: %s are not finite"
                .formatted(
                    origin.inWords(chunk),
                    reason
                        .weight()
                        .map(tensor -> "the activations that enter " + tensor)
                        .orElse("its activations")));
  }

  /** Writes the file of a block, which is not on record yet. */
  private LedgerBlock compute(
      ImatrixPass pass,
      Corpus corpus,
      ChunkRange block,
      ChunkOrigin origin,
      ProgressListener progress) {
    long start = System.nanoTime();
    int[] tokens = pool.tokens(corpus, block.first(), block.count());
    ImatrixSums sums = pass.sums(tokens, i -> origin.inWords(block.first() + i), progress);
    Path path = context.directory().ledgerBlock(corpus.name(), block);
    ImatrixFile.writeLedger(path, sums);
    CommittedFile file = committed(path);
    return new LedgerBlock(
        corpus.id(),
        block.first(),
        block.count(),
        tokens.length,
        file.path(),
        file.bytes(),
        file.sha256(),
        Optional.of(Sha256.of(tokens, 0, tokens.length)),
        BlockOrigin.COMPUTED,
        LoopContext.secondsSince(start),
        context.provenance());
  }
}
