package dev.quantloop.app.ledger;

import dev.quantloop.app.experiment.CommittedFile;
import dev.quantloop.tracker.record.BlockOrigin;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.service.Tracker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the ledger of an experiment holds of a source, and what that is used for.
 *
 * @param source {@link #ALL} for all texts together; "NAME (imported)" for an imatrix
 * @param tokens that its blocks hold
 * @param shared tokens of these that another experiment on the model had calibrated
 * @param bytes on disk
 * @param iterations that use blocks of it
 * @param replicates that do
 * @param imatrixTokens of all imatrices that were made of it: what forward passes of their own
 *     would have read
 * @param notThere blocks whose files are gone or have another size
 */
public record LedgerUse(
    String experiment,
    String source,
    int blocks,
    long chunks,
    long tokens,
    long shared,
    long bytes,
    int iterations,
    int replicates,
    long imatrixTokens,
    int notThere) {
  public static final String ALL = "all";

  private static final String IMPORTED = " (imported)";

  /** By source, in the experiment's order; where there are several, also all together. */
  public static List<LedgerUse> of(Tracker tracker, Experiment experiment) {
    ExperimentLedger ledger = ExperimentLedger.of(tracker, experiment);
    Map<LedgerBlock, List<Iteration>> users = ledger.users();
    Set<Iteration> made =
        ledger.iterations().stream()
            .filter(iteration -> tracker.iterations().imatrix(iteration.id()).isPresent())
            .collect(Collectors.toSet());
    List<LedgerUse> uses = new ArrayList<>();
    for (Corpus corpus : ledger.blocks().keySet()) {
      if (corpus.poolTokens() > 0) {
        uses.add(of(ledger, corpus.name(), List.of(corpus), users, made));
      }
    }
    if (uses.size() > 1) {
      List<Corpus> texts =
          ledger.blocks().keySet().stream().filter(corpus -> !corpus.isImported()).toList();
      uses.add(of(ledger, ALL, texts, users, made));
    }
    ledger.blocks().keySet().stream()
        .filter(Corpus::isImported)
        .forEach(
            corpus -> uses.add(of(ledger, corpus.name() + IMPORTED, List.of(corpus), users, made)));
    return uses;
  }

  private static LedgerUse of(
      ExperimentLedger ledger,
      String source,
      Collection<Corpus> corpora,
      Map<LedgerBlock, List<Iteration>> users,
      Set<Iteration> made) {
    List<LedgerBlock> blocks =
        corpora.stream().flatMap(corpus -> ledger.blocks().get(corpus).stream()).toList();
    Set<Iteration> using =
        blocks.stream().flatMap(block -> users.get(block).stream()).collect(Collectors.toSet());
    List<LedgerBlock> there =
        blocks.stream().filter(b -> CommittedFile.isThere(b.file(), b.bytes())).toList();
    int replicates = (int) using.stream().filter(Iteration::isReplicate).count();
    return new LedgerUse(
        ledger.experiment().name(),
        source,
        blocks.size(),
        blocks.stream().mapToLong(LedgerBlock::chunks).sum(),
        tokens(blocks.stream()),
        tokens(blocks.stream().filter(block -> block.origin() == BlockOrigin.SHARED)),
        there.stream().mapToLong(LedgerBlock::bytes).sum(),
        using.size() - replicates,
        replicates,
        chunksIn(made, corpora) * ledger.experiment().settings().nCtx(),
        blocks.size() - there.size());
  }

  private static long tokens(Stream<LedgerBlock> blocks) {
    return blocks.mapToLong(LedgerBlock::tokens).sum();
  }

  private static long chunksIn(Set<Iteration> made, Collection<Corpus> corpora) {
    Set<Object> ids = corpora.stream().map(Corpus::id).collect(Collectors.toSet());
    return made.stream()
        .flatMap(iteration -> iteration.recipe().stream())
        .filter(part -> ids.contains(part.corpus()))
        .mapToLong(part -> part.chunks())
        .sum();
  }

  /** Whether it is of a text, and not of an imatrix or of all texts together. */
  public boolean isText() {
    return !source.equals(ALL) && !source.endsWith(IMPORTED);
  }

  /** Tokens of imatrices for each that the ledger holds; 0 where there are none. */
  public double reuse() {
    return tokens == 0 ? 0 : (double) imatrixTokens / tokens;
  }
}
