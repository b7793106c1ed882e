package dev.quantloop.app.loop;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.quantloop.app.corpus.TokenFile;
import dev.quantloop.app.experiment.CalibrationPool;
import dev.quantloop.app.experiment.CommittedFile;
import dev.quantloop.app.experiment.LedgerPlan.ChunkRange;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.record.BlockOrigin;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.service.Iterations;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Blocks that other experiments in the database have of the very tokens that this one needs, known
 * by the SHA-256 of these. What is taken lies in both ledgers, as two names of one file where the
 * file system has such: either can be deleted without the other.
 */
public final class SharedBlocks {
  private final LoopContext context;
  private final Iterations iterations;
  private final Map<String, List<LedgerBlock>> byTokens;
  private final Set<Integer> sizes;

  private SharedBlocks(LoopContext context, List<LedgerBlock> blocks) {
    this.context = context;
    this.iterations = context.tracker().iterations();
    this.byTokens = blocks.stream().collect(groupingBy(block -> block.tokensSha256().get()));
    this.sizes = blocks.stream().map(LedgerBlock::chunks).collect(toSet());
  }

  /**
   * Those that there are by now.
   *
   * @param lost of this experiment, whose files are gone or damaged
   */
  static SharedBlocks of(LoopContext context, List<LedgerBlock> lost) {
    Set<String> wanted = lost.stream().map(LedgerBlock::sha256).collect(toSet());
    Provenance here = context.provenance();
    // Other builds, devices, batches and threads give sums that agree to 1e-6 only, and no imatrix
    // may depend on who ran first: so blocks are taken that were computed in the same way, or the
    // very bytes that were lost.
    List<LedgerBlock> blocks =
        context.tracker().iterations().blocksOfOthers(context.experiment().id()).stream()
            .filter(b -> wanted.contains(b.sha256()) || isAlike(b.provenance(), here))
            .flatMap(block -> withTokens(context, block).stream())
            .toList();
    return new SharedBlocks(context, blocks);
  }

  /**
   * What a run would take, of each corpus, as far as it begins at the same chunk of the pool as in
   * the other experiment and its tokens have been noted. For a forecast: no file of a ledger is
   * opened.
   */
  public static Map<CorpusId, List<ChunkRange>> forecast(
      Tracker tracker, Experiment experiment, List<Corpus> corpora) {
    List<LedgerBlock> others = tracker.iterations().blocksOfOthers(experiment.id());
    Optional<Provenance> here =
        corpora.stream()
            .flatMap(corpus -> tracker.iterations().blocks(corpus.id()).stream())
            .filter(block -> block.origin() == BlockOrigin.COMPUTED)
            .map(LedgerBlock::provenance)
            .reduce((first, last) -> last);
    List<LedgerBlock> alike =
        others.stream()
            .filter(block -> block.tokensSha256().isPresent())
            .filter(block -> isAlike(block.provenance(), here, experiment.settings()))
            .toList();
    CalibrationPool pool = new CalibrationPool(corpora, experiment.settings().nCtx());
    return corpora.stream()
        .collect(
            toMap(
                Corpus::id,
                corpus ->
                    alike.stream()
                        .filter(block -> isOf(pool, corpus, block))
                        .map(block -> new ChunkRange(block.firstChunk(), block.chunks()))
                        .distinct()
                        .toList()));
  }

  private static boolean isOf(CalibrationPool pool, Corpus corpus, LedgerBlock block) {
    if (block.firstChunk() + block.chunks() > corpus.poolTokens() / pool.contextSize()
        || corpus.file().toFile().length() != corpus.tokens() * Integer.BYTES) {
      return false;
    }
    int[] tokens = pool.tokens(corpus, block.firstChunk(), block.chunks());
    return Sha256.of(tokens, 0, tokens.length).equals(block.tokensSha256().get());
  }

  /** Before anything was computed here, only the settings tell with what it will be. */
  private static boolean isAlike(
      Provenance other, Optional<Provenance> here, ExperimentSettings settings) {
    return here.map(one -> isAlike(other, one))
        .orElseGet(
            () ->
                other.nBatch() == settings.nBatch()
                    && other.nUbatch() == settings.nUbatch()
                    && other.threads() == settings.threads());
  }

  static boolean isAlike(Provenance a, Provenance b) {
    return a.llamaCommit().equals(b.llamaCommit())
        && a.backend().equals(b.backend())
        && a.cpuVariant().equals(b.cpuVariant())
        && a.nBatch() == b.nBatch()
        && a.nUbatch() == b.nUbatch()
        && a.threads() == b.threads()
        && a.gpuLayers() == b.gpuLayers();
  }

  /** Where its tokens have not been noted yet, they are looked up, if their file is there. */
  private static Optional<LedgerBlock> withTokens(LoopContext context, LedgerBlock block) {
    if (block.tokensSha256().isPresent()) {
      return Optional.of(block);
    }
    Corpus corpus = context.tracker().experiments().corpus(block.corpus());
    if (!context.files().has(corpus.file(), corpus.tokens() * Integer.BYTES, corpus.sha256())) {
      return Optional.empty();
    }
    long first = corpus.poolFirstToken() + (long) block.firstChunk() * context.settings().nCtx();
    int count = Math.toIntExact(block.tokens());
    String sha256 =
        Sha256.of(TokenFile.read(corpus.file(), Math.toIntExact(first), count), 0, count);
    context.tracker().iterations().setTokens(block, sha256);
    return Optional.of(block.ofTokens(sha256));
  }

  /**
   * Takes over what others have of some chunks, and records it.
   *
   * @return what was taken
   */
  List<ChunkRange> take(Corpus corpus, Collection<ChunkRange> missing) {
    List<ChunkRange> taken = new ArrayList<>();
    if (!byTokens.isEmpty()) {
      missing.forEach(range -> take(corpus, range, taken));
    }
    long tokens = taken.stream().mapToLong(range -> (long) range.count() * size()).sum();
    if (tokens > 0) {
      context
          .report()
          .say(
              "%s of %s taken from ledgers of other experiments: no forward pass"
                  .formatted(Numbers.tokens(tokens), corpus.name()));
    }
    return taken;
  }

  private void take(Corpus corpus, ChunkRange range, List<ChunkRange> taken) {
    int[] tokens = context.pool().tokens(corpus, range.first(), range.count());
    for (int at = 0; at < range.count(); ) {
      ChunkRange place = taken(corpus, range, tokens, at);
      if (place != null) {
        taken.add(place);
      }
      at += place == null ? 1 : place.count();
    }
  }

  /** The longest that begins here; null where there is none. */
  private ChunkRange taken(Corpus corpus, ChunkRange range, int[] tokens, int at) {
    MessageDigest digest = Sha256.digest();
    List<LedgerBlock> found = List.of();
    for (int end = at + 1; end <= range.count(); end++) {
      Sha256.update(digest, tokens, (end - 1) * size(), end * size());
      if (sizes.contains(end - at)) {
        List<LedgerBlock> longer = byTokens.getOrDefault(soFar(digest), List.of());
        found = longer.isEmpty() ? found : longer;
      }
    }
    for (LedgerBlock block : found) {
      ChunkRange place = new ChunkRange(range.first() + at, block.chunks());
      if (isTaken(block, corpus, place)) {
        return place;
      }
    }
    return null;
  }

  private static String soFar(MessageDigest digest) {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("Java's SHA-256 can be cloned", e);
    }
  }

  private int size() {
    return context.settings().nCtx();
  }

  private boolean isTaken(LedgerBlock block, Corpus corpus, ChunkRange place) {
    Path file = context.directory().ledgerBlock(corpus.name(), place);
    if (!context.files().has(block.file(), block.bytes(), block.sha256())
        || !isLinkedOrCopied(block.file(), file)
        || !context.files().has(file, block.bytes(), block.sha256())) {
      return false;
    }
    iterations.record(
        new LedgerBlock(
            corpus.id(),
            place.first(),
            place.count(),
            block.tokens(),
            file,
            block.bytes(),
            block.sha256(),
            block.tokensSha256(),
            BlockOrigin.SHARED,
            block.seconds(),
            block.provenance()));
    return true;
  }

  /** False where the other was deleted in the meantime. */
  private static boolean isLinkedOrCopied(Path from, Path to) {
    try {
      Files.deleteIfExists(to);
      CommittedFile.linkOrCopy(from, to);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
