package dev.quantloop.app.create;

import dev.quantloop.app.UserException;
import dev.quantloop.app.corpus.ChunkOrder;
import dev.quantloop.app.experiment.CalibrationPool;
import dev.quantloop.app.experiment.ExperimentName;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.mix.MixText;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.DocumentPart;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.Mix;
import dev.quantloop.tracker.record.MixObjective;
import dev.quantloop.tracker.record.NamedWeights;
import dev.quantloop.tracker.record.Reference;
import dev.quantloop.tracker.record.ReservedPart;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.PairedComparison;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Makes the two experiments in which the weights of another one's sources are searched: they have
 * its sources, pools and ledger, and are evaluated on what it keeps back.
 */
public record CreateMix(Tracker tracker) {
  /** At least one text for trying and one for judging. */
  private static final int FEWEST_TEXTS = 2;

  /**
   * What is asked for.
   *
   * @param of whose sources are mixed
   * @param domainWeights of the objective; empty for equal ones
   * @param tokens of a calibration text; empty for as many as the ledger has for all texts
   * @param replicates further calibration texts of each finalist
   * @param tries empty for as many as suit the number of sources
   * @param weights empty where they are searched for
   * @param name of the search; empty for one made of the experiment's, the type and the objective
   */
  public record Request(
      Experiment of,
      String quantType,
      MixObjective objective,
      Optional<NamedWeights> domainWeights,
      OptionalLong tokens,
      int replicates,
      OptionalInt tries,
      Optional<NamedWeights> weights,
      Optional<String> name) {
    String searchName() {
      return name.orElseGet(
          () ->
              "%s-mix-%s%s"
                  .formatted(
                      of.name(), quantType, objective == MixObjective.WORST ? "-worst" : ""));
    }

    String finalsName() {
      return searchName() + "-final";
    }

    int texts() {
      return FEWEST_TEXTS + replicates;
    }
  }

  /**
   * Finds what was begun, or begins.
   *
   * @throws UserException when something of the request can't be; nothing is recorded then
   */
  public Mix prepare(Request request) {
    ExperimentName.require(request.searchName());
    CalibrationPool pool = MixText.sources(corpora(request.of()), request.of().settings());
    requireMixable(request, pool);
    int tries = tries(request, pool.corpora().size());
    Optional<Experiment> there = tracker.experiments().find(request.searchName());
    Mix mix =
        there.isPresent()
            ? begun(request, there.get())
            : create(request, text(request, pool), tries);
    Mix asked = mix.asking(Math.max(tries, 1), request.weights().map(NamedWeights::toString));
    tracker.mixes().update(asked);
    return asked;
  }

  private List<Corpus> corpora(Experiment experiment) {
    return new SameSources(tracker, experiment).corpora();
  }

  private void requireMixable(Request request, CalibrationPool pool) {
    Experiment of = request.of();
    if (pool.corpora().size() < 2) {
      throw new UserException(
          "%s has %s to calibrate on; a mix takes at least 2"
              .formatted(of.name(), Numbers.amount(pool.corpora().size(), "source")));
    }
    requirePart(of, DocumentPart.SEARCH);
    requirePart(of, DocumentPart.HELD_OUT);
    request
        .domainWeights()
        .ifPresent(
            weights ->
                corpora(of).stream()
                    .filter(corpus -> weights.values().containsKey(corpus.name()))
                    .forEach(this::requireDomain));
  }

  private void requireDomain(Corpus corpus) {
    for (DocumentPart part : List.of(DocumentPart.SEARCH, DocumentPart.HELD_OUT)) {
      if (reserved(corpus, part).isEmpty()) {
        throw new UserException(
            "%s keeps no text back %s, so it can't have a weight (--domain-weights)"
                .formatted(corpus.name(), purpose(part)));
      }
    }
  }

  private static String purpose(DocumentPart part) {
    return part == DocumentPart.SEARCH ? "to choose a mix on" : "to judge a mix on";
  }

  private void requirePart(Experiment of, DocumentPart part) {
    boolean kept = corpora(of).stream().anyMatch(corpus -> reserved(corpus, part).isPresent());
    if (!kept) {
      throw new UserException(
          "%s keeps no text back %s; make an experiment with: quantloop new ... %s 20 %s 20"
              .formatted(
                  of.name(),
                  purpose(part),
                  Setting.SEARCH_CHUNKS.flag(),
                  Setting.HELD_OUT_CHUNKS.flag()));
    }
  }

  private Optional<ReservedPart> reserved(Corpus corpus, DocumentPart part) {
    return SameSources.reserved(tracker, corpus, part);
  }

  /** Equal weights, each source, and what the optimizer takes before its first step. */
  private static int tries(Request request, int sources) {
    int least = 1 + sources;
    int tries = request.tries().orElse(Math.max(24, 8 * sources));
    if (request.weights().isEmpty() && tries <= least) {
      throw new UserException(
          "%d tries are too few: equal weights and each source by itself take %d (--tries)"
              .formatted(tries, least));
    }
    return tries;
  }

  private MixText text(Request request, CalibrationPool pool) {
    ExperimentSettings settings = request.of().settings();
    int texts = request.texts();
    if (request.tokens().isPresent()) {
      MixText text =
          new MixText(
              pool, ChunkOrder.chunksFor(request.tokens().getAsLong(), settings.nCtx()), texts);
      if (text.fits(text::poolChunks)) {
        return text;
      }
    } else {
      Optional<MixText> text =
          MixText.largest(pool, settings, texts, this::calibrated)
              .or(() -> smallest(pool, settings, texts));
      if (text.isPresent()) {
        return text.get();
      }
    }
    throw new UserException(
        "the pool of %s is too small for %s without a chunk in common; take fewer --tokens or --replicates"
            .formatted(request.of().name(), Numbers.amount(texts, "calibration text")));
  }

  /** Where the ledger has too little, a little more is calibrated. */
  private Optional<MixText> smallest(CalibrationPool pool, ExperimentSettings settings, int texts) {
    MixText text =
        new MixText(
            pool,
            Math.max(
                pool.corpora().size(),
                ChunkOrder.chunksFor(settings.startTokens(), settings.nCtx())),
            texts);
    MixText least = new MixText(pool, pool.corpora().size(), texts);
    return Optional.of(text)
        .filter(one -> one.fits(one::poolChunks))
        .or(() -> Optional.of(least).filter(one -> one.fits(one::poolChunks)));
  }

  /** Chunks from the first of the pool on that are in the ledger. */
  private int calibrated(Corpus corpus) {
    int end = 0;
    for (LedgerBlock block :
        tracker.iterations().blocks(corpus.id()).stream()
            .sorted(Comparator.comparingInt(LedgerBlock::firstChunk))
            .toList()) {
      end = block.firstChunk() <= end ? Math.max(end, block.firstChunk() + block.chunks()) : end;
    }
    return end;
  }

  private Mix begun(Request request, Experiment experiment) {
    if (tracker.runs().active(experiment.id()).isPresent()) {
      throw new UserException(
          "%1$s is at work; see it with: quantloop watch %1$s".formatted(experiment.name()));
    }
    Mix mix =
        tracker
            .mixes()
            .find(experiment.id())
            .filter(one -> one.experiment().equals(experiment.id()))
            .orElseThrow(
                () ->
                    new UserException(
                        "%s is an experiment of another kind; choose another --name"
                            .formatted(experiment.name())));
    boolean same =
        mix.of().equals(request.of().id())
            && mix.quantType().equals(request.quantType())
            && mix.objective() == request.objective()
            && mix.domainWeights().equals(request.domainWeights().map(NamedWeights::toString))
            && mix.texts() == request.texts()
            && (request.tokens().isEmpty()
                || mix.chunks()
                    == ChunkOrder.chunksFor(
                        request.tokens().getAsLong(), experiment.settings().nCtx()));
    if (!same) {
      throw new UserException(
          "%s is a search of another kind (%s domains of %s at %s, %s of %d chunks); choose another --name"
              .formatted(
                  experiment.name(),
                  mix.objective().word(),
                  tracker.experiments().get(mix.of()).name(),
                  mix.quantType(),
                  Numbers.amount(mix.texts(), "calibration text"),
                  mix.chunks()));
    }
    return mix;
  }

  private Mix create(Request request, MixText text, int tries) {
    SameSources sources = new SameSources(tracker, request.of());
    try (NewFiles searchFiles = sources.files();
        NewFiles finalsFiles = sources.files()) {
      Mix mix =
          tracker.transaction(
              () -> {
                Experiment search =
                    create(request, request.searchName(), DocumentPart.SEARCH, searchFiles);
                Experiment finals =
                    create(request, request.finalsName(), DocumentPart.HELD_OUT, finalsFiles);
                requireDocuments(request.of(), finals);
                Mix created =
                    new Mix(
                        search.id(),
                        finals.id(),
                        request.of().id(),
                        request.quantType(),
                        request.objective(),
                        request.domainWeights().map(NamedWeights::toString),
                        text.chunks(),
                        text.texts(),
                        tries,
                        Optional.empty());
                tracker.mixes().create(created);
                searchFiles.moveToPlace();
                finalsFiles.moveToPlace();
                return created;
              });
      searchFiles.keep();
      finalsFiles.keep();
      return mix;
    }
  }

  private void requireDocuments(Experiment of, Experiment finals) {
    int documents = tracker.verdicts().documents(finals.id());
    if (documents < PairedComparison.LEAST_CLUSTERS) {
      throw new UserException(
          "%s holds out %s; a verdict takes %d: make an experiment with a larger %s"
              .formatted(
                  of.name(),
                  Numbers.amount(documents, "document"),
                  PairedComparison.LEAST_CLUSTERS,
                  Setting.HELD_OUT_CHUNKS.flag()));
    }
  }

  private Experiment create(Request request, String name, DocumentPart part, NewFiles files) {
    ExperimentSettings settings =
        SettingValues.of(request.of().settings())
            .with(Setting.QUANTS, List.of())
            .with(Setting.REFERENCE, Reference.BEST)
            .with(Setting.REPLICATES, request.replicates())
            .recorded();
    return new SameSources(tracker, request.of()).create(name, settings, part, files);
  }
}
