package dev.quantloop.tracker.service;

import dev.quantloop.tracker.dao.AllocationDao;
import dev.quantloop.tracker.dao.CorpusDao;
import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.DocumentDao;
import dev.quantloop.tracker.dao.ExperimentDao;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.AllocatedRecipe;
import dev.quantloop.tracker.record.AllocationSettings;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.DocumentPart;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.record.Sensitivity;
import dev.quantloop.tracker.view.SearchPart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What single tensors lose with each type, and the recipes that come of it. */
public final class Allocations {
  private final Database database;

  Allocations(Database database) {
    this.database = database;
  }

  /**
   * The text that tensors are measured on: what the experiment keeps back for choosing, else the
   * end of each source's pool, which is calibrated on last.
   *
   * @param chunks from the pools, all sources together
   */
  public List<SearchPart> searchText(ExperimentId experiment, int chunks) {
    return database.with(
        h -> {
          int size = new ExperimentDao(h).find(experiment).orElseThrow().settings().nCtx();
          List<Corpus> texts =
              new CorpusDao(h)
                  .list(experiment).stream().filter(corpus -> !corpus.isImported()).toList();
          List<SearchPart> kept =
              texts.stream()
                  .flatMap(corpus -> kept(new DocumentDao(h), corpus, size).stream())
                  .toList();
          return kept.isEmpty() ? endOfPools(new DocumentDao(h), texts, size, chunks) : kept;
        });
  }

  private static Optional<SearchPart> kept(DocumentDao documents, Corpus corpus, int size) {
    return documents.reserved(corpus.id()).stream()
        .filter(part -> part.part() == DocumentPart.SEARCH)
        .findFirst()
        .map(
            part -> part(documents, corpus, size, part.firstToken(), part.chunks(), part.sha256()));
  }

  private static List<SearchPart> endOfPools(
      DocumentDao documents, List<Corpus> texts, int size, int chunks) {
    List<Corpus> pools = texts.stream().filter(corpus -> corpus.poolTokens() >= size).toList();
    List<SearchPart> parts = new ArrayList<>();
    for (int i = 0; i < pools.size(); i++) {
      int share = (chunks + pools.size() - 1 - i) / pools.size();
      Corpus corpus = pools.get(i);
      int count = (int) Math.min(share, corpus.poolTokens() / size);
      long first = corpus.poolFirstToken() + (corpus.poolTokens() / size - count) * (long) size;
      if (count > 0) {
        parts.add(part(documents, corpus, size, first, count, corpus.sha256() + " from " + first));
      }
    }
    return parts;
  }

  private static SearchPart part(
      DocumentDao documents, Corpus corpus, int size, long firstToken, int chunks, String sha256) {
    EvaluationSet set =
        new EvaluationSet(
            null,
            corpus.experiment(),
            corpus.id(),
            corpus.name(),
            corpus.domain(),
            firstToken,
            chunks,
            sha256);
    return new SearchPart(
        set,
        EvaluationDocuments.of(
                set, documents.chunks(corpus.id()), (int) (firstToken / size), new BitSet())
            .stratum());
  }

  public void create(AllocationSettings allocation) {
    database.run(h -> new AllocationDao(h).insert(allocation));
  }

  /** Of an experiment that evaluates recipes. */
  public Optional<AllocationSettings> find(ExperimentId experiment) {
    return database.with(h -> new AllocationDao(h).find(experiment));
  }

  /** Those that are a step of an experiment, latest first. */
  public List<AllocationSettings> list(ExperimentId of) {
    return database.with(h -> new AllocationDao(h).list(of));
  }

  /** Keeps estimates; what is there stays. */
  public void estimated(ExperimentId experiment, List<Sensitivity> estimates) {
    database.transaction(
        () -> {
          database.run(
              h ->
                  estimates.forEach(
                      one -> new AllocationDao(h).estimated(experiment, one, database.now())));
          return null;
        });
  }

  /** Keeps what was measured, in the place of the estimate. */
  public void measured(ExperimentId experiment, Sensitivity sensitivity, Provenance provenance) {
    database.run(
        h -> new AllocationDao(h).measured(experiment, sensitivity, provenance, database.now()));
  }

  /** Tensor after tensor. */
  public List<Sensitivity> sensitivities(ExperimentId experiment) {
    return database.with(h -> new AllocationDao(h).sensitivities(experiment));
  }

  /** When what is measured was, in that order. */
  public List<Instant> measuredAt(ExperimentId experiment) {
    return database.with(h -> new AllocationDao(h).measuredAt(experiment));
  }

  /** In the order in which they were asked for. */
  public List<AllocatedRecipe> recipes(ExperimentId experiment) {
    return database.with(h -> new AllocationDao(h).recipes(experiment));
  }

  /** Asks for a recipe; one for the same target stays as it is. */
  public void ask(AllocatedRecipe recipe) {
    database.run(h -> new AllocationDao(h).insert(recipe));
  }

  /**
   * The same for a recipe from elsewhere.
   *
   * @param types by tensor, in the order of the model
   */
  public void ask(AllocatedRecipe given, Map<String, String> types) {
    database.transaction(
        () -> {
          database.run(
              h -> {
                new AllocationDao(h).insert(given);
                new AllocationDao(h).updateTypes(given, types);
              });
          return null;
        });
  }

  /**
   * Keeps what has been found.
   *
   * @param types by tensor, in the order of the model
   */
  public void update(AllocatedRecipe recipe, Map<String, String> types) {
    database.transaction(
        () -> {
          database.run(
              h -> {
                new AllocationDao(h).update(recipe);
                new AllocationDao(h).updateTypes(recipe, types);
              });
          return null;
        });
  }

  /** Types by tensor, in the order of the model; none where they have not been chosen yet. */
  public Map<String, String> types(AllocatedRecipe recipe) {
    return database.with(h -> new AllocationDao(h).types(recipe));
  }
}
