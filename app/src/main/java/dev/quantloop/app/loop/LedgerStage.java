package dev.quantloop.app.loop;

import dev.quantloop.app.experiment.CalibrationPool;
import dev.quantloop.app.experiment.ChunkRange;
import dev.quantloop.app.experiment.CommittedFile;
import dev.quantloop.app.experiment.LedgerPlan;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.collect.ImatrixCollector;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.NewLedgerBlock;
import dev.quantloop.tracker.record.RecipePart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Sees to it that ledger blocks cover an iteration's recipe: collects the sums of the chunks that
 * no block holds yet. The unit is a block.
 */
final class LedgerStage {
  private final LoopContext context;
  private final CalibrationPool pool;

  LedgerStage(LoopContext context) {
    this.context = context;
    this.pool = context.pool();
  }

  /** Block files that make up the recipe, in the order in which they are to be added. */
  List<Path> cover(Iteration iteration, LoadedBaseline baseline, Candidates candidates) {
    List<Part> parts = iteration.recipe().stream().map(this::plan).toList();
    int missing = parts.stream().mapToInt(part -> part.plan().missingChunks()).sum();
    if (missing > 0) {
      collect(iteration, parts, missing, baseline, candidates);
    }
    List<Path> files = new ArrayList<>();
    for (Part part : parts) {
      for (ChunkRange block : part.plan().cover()) {
        files.add(context.directory().ledgerBlock(part.corpus().name(), block));
      }
    }
    return files;
  }

  private record Part(Corpus corpus, LedgerPlan plan) {}

  private Part plan(RecipePart part) {
    Corpus corpus = pool.corpusOf(part);
    List<ChunkRange> existing = new ArrayList<>();
    for (LedgerBlock block : context.tracker().iterations().blocks(corpus.id())) {
      if (CommittedFile.isThere(block.file(), block.bytes())) {
        existing.add(new ChunkRange(block.firstChunk(), block.chunks()));
      } else {
        context.tracker().iterations().forget(block.id());
      }
    }
    return new Part(corpus, LedgerPlan.of(existing, part.chunks()));
  }

  private void collect(
      Iteration iteration,
      List<Part> parts,
      int missing,
      LoadedBaseline baseline,
      Candidates candidates) {
    ProgressListener progress = context.report().stage(iteration.number() + ": imatrix", "chunks");
    progress.advanced(0, missing);
    baseline.withRoom(candidates, () -> collect(parts, missing, baseline, progress));
  }

  private void collect(
      List<Part> parts, int missing, LoadedBaseline baseline, ProgressListener progress) {
    try (ImatrixCollector collector =
        ImatrixCollector.open(
                baseline.model(),
                wholeChunks(),
                context.settings().processOutput(),
                context.stop().abortSignal())
            .takeEveryRow()) {
      context.budget().requireSpareRoom();
      int done = 0;
      for (Part part : parts) {
        for (ChunkRange block : part.plan().cover()) {
          if (part.plan().missing().contains(block)) {
            context.stop().stopHere();
            int before = done;
            collect(
                collector,
                part.corpus(),
                block,
                (chunks, total) -> progress.advanced(before + chunks, missing));
            done += block.count();
          }
        }
      }
    }
  }

  /**
   * As many whole chunks at once as a micro-batch holds: chunks that are cut by the end of one may
   * leave a remainder of a few rows, which llama.cpp's rule for imatrices skips, and the sums would
   * depend on how a block came about.
   */
  private DecodeSettings wholeChunks() {
    DecodeSettings s = context.decodeSettings();
    int chunks = Math.max(1, Math.min(s.batchSize(), s.ubatchSize()) / s.contextSize());
    return s.withBatchSize(Math.min(s.batchSize(), chunks * s.contextSize()));
  }

  private void collect(
      ImatrixCollector collector, Corpus corpus, ChunkRange block, ProgressListener progress) {
    Stopwatch stopwatch = Stopwatch.start();
    int[] tokens = pool.tokens(corpus, block.first(), block.count());
    collector.reset();
    collector.collect(tokens, progress);
    Path path = context.directory().ledgerBlock(corpus.name(), block);
    ImatrixFile.writeLedger(path, collector.sums());
    CommittedFile file = CommittedFile.of(path);
    context
        .tracker()
        .iterations()
        .record(
            new NewLedgerBlock(
                corpus.id(),
                block.first(),
                block.count(),
                tokens.length,
                file.path(),
                file.bytes(),
                file.sha256(),
                stopwatch.seconds(),
                context.provenance()));
  }
}
