package dev.quantloop.app.shootout;

import dev.quantloop.app.UserException;
import dev.quantloop.app.create.CreateExperiment;
import dev.quantloop.app.experiment.BlockEnds;
import dev.quantloop.app.experiment.CalibrationPool;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.experiment.LedgerPlan;
import dev.quantloop.app.experiment.LedgerPlan.ChunkRange;
import dev.quantloop.app.experiment.SourceInput;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.Document;
import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.record.ChunkDocument;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.CorpusDocument;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.NewIteration;
import dev.quantloop.tracker.record.NewQuant;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.RecipePart;
import dev.quantloop.tracker.record.Reference;
import dev.quantloop.tracker.record.ReplicateDraw;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.Figure;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Chooses chunks of an experiment's pool by how badly one of its quants does on them. The pool is
 * evaluated by a run of an experiment of its own, in which each of its chunks is a document.
 *
 * @param experiment whose pool it is
 * @param quant that is evaluated on it
 * @param chunks of the pool, the first that corpora take
 */
public record MinedChunks(Tracker tracker, Experiment experiment, Quant quant, int chunks) {
  /** A chunk of the pool of a source. */
  public record PoolChunk(CorpusId corpus, int number) {}

  /**
   * The quant's experiment on the pool; it is made where it is missing.
   *
   * @throws UserException when the quant has no file to evaluate
   */
  public Experiment pool(CreateExperiment creation) {
    String name = poolName();
    Optional<Experiment> there = tracker.experiments().find(name);
    if (there.filter(this::has).isPresent()) {
      return there.get();
    }
    requireFile();
    Experiment pool = there.orElseGet(() -> creation.create(draft(name)));
    tracker.transaction(
        () -> {
          add(pool);
          return null;
        });
    return pool;
  }

  /** The name of an experiment can be given again to one with other text. */
  private String poolName() {
    String text = source().sha256(source().recipe(chunks));
    return "%s-pool-%d-%s".formatted(experiment.name(), chunks, text.substring(0, 8));
  }

  private boolean has(Experiment pool) {
    return tracker.iterations().quants(pool.id()).stream()
        .anyMatch(one -> one.sha256().equals(quant.sha256()));
  }

  private void requireFile() {
    if (!Files.isRegularFile(quant.file())) {
      throw new UserException(
          "the file of iteration %d, %s, is not there any more; choose an iteration whose file is (--iteration), as it is of the best"
              .formatted(number(), quant.quantType()));
    }
  }

  private ExperimentDraft draft(String name) {
    SettingValues settings =
        SettingValues.of(experiment.settings())
            .without(Setting.QUANTIZE)
            .with(Setting.QUANTS, List.of())
            .with(Setting.REFERENCE, Reference.BEST)
            .with(Setting.REPLICATES, 0)
            .with(Setting.SEARCH_CHUNKS, 0)
            .with(Setting.HELD_OUT_CHUNKS, 0)
            .with(Setting.SPLIT, Setting.BY_DOCUMENT)
            .with(Setting.WHOLE_EVALUATION, true);
    List<SourceInput> sources = new ArrayList<>();
    byCorpus(all())
        .forEach(
            (corpus, numbers) ->
                sources.add(
                    SourceInput.of(
                        corpus.name(),
                        "pool of %s;use=evaluation".formatted(experiment.name()),
                        numbers.stream().map(number -> document(corpus, number)).toList())));
    return new ExperimentDraft(
        name, tracker.experiments().model(experiment).path(), sources, settings);
  }

  /** Its text only tells it from others. */
  private Document document(Corpus corpus, int number) {
    int[] tokens = source().tokens(corpus, number, 1);
    byte[] text = Arrays.toString(tokens).getBytes(StandardCharsets.UTF_8);
    return new Document(
        Integer.toString(number),
        text.length,
        () -> new ByteArrayInputStream(text),
        false,
        Optional.of(tokens));
  }

  private CalibrationPool source() {
    return new CalibrationPool(
        tracker.experiments().corpora(experiment.id()), experiment.settings().nCtx());
  }

  /** The chunks that are chosen from. */
  private List<PoolChunk> all() {
    return source().recipe(chunks).stream()
        .flatMap(
            part ->
                IntStream.range(0, part.chunks())
                    .mapToObj(number -> new PoolChunk(part.corpus(), number)))
        .toList();
  }

  private void add(Experiment pool) {
    Iteration iteration =
        tracker
            .iterations()
            .create(
                NewIteration.judged(
                    pool.id(),
                    tracker.iterations().nextNumber(pool.id()),
                    address(),
                    quant.quantType()));
    tracker
        .iterations()
        .record(
            NewQuant.judged(
                iteration,
                quant.file(),
                quant.bytes(),
                quant.bitsPerWeight(),
                quant.sha256(),
                quant.provenance()));
  }

  private int number() {
    return tracker.iterations().get(quant.iteration()).number();
  }

  private String address() {
    return "%s:%d:%s".formatted(experiment.name(), number(), quant.quantType());
  }

  /** The chunks with the highest mean KLD first. */
  public List<PoolChunk> worst(Experiment pool) {
    Quant evaluated =
        tracker.iterations().quants(pool.id()).stream()
            .filter(one -> one.sha256().equals(quant.sha256()))
            .findFirst()
            .orElseThrow();
    Map<String, Map<Integer, Integer>> numbers = numbers(pool);
    Map<PoolChunk, Double> divergence = new HashMap<>();
    Map<String, CorpusId> corpora =
        source().corpora().stream().collect(Collectors.toMap(Corpus::name, Corpus::id));
    tracker
        .evaluations()
        .distribution(evaluated.id())
        .orElseThrow()
        .chunks()
        .forEach(
            chunk -> {
              String name = chunk.set().name();
              int number = numbers.get(name).get(chunk.chunk());
              divergence.put(
                  new PoolChunk(corpora.get(name), number), chunk.statistics().get(Figure.MEAN));
            });
    return divergence.entrySet().stream()
        .sorted(
            Map.Entry.<PoolChunk, Double>comparingByValue()
                .reversed()
                .thenComparing(entry -> entry.getKey().number()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Which chunk of the pool stands where in the token file of an evaluated source. */
  private Map<String, Map<Integer, Integer>> numbers(Experiment pool) {
    Map<String, Map<Integer, Integer>> numbers = new HashMap<>();
    for (Corpus corpus : tracker.experiments().corpora(pool.id())) {
      List<CorpusDocument> documents = tracker.experiments().documents(corpus.id());
      Map<Integer, Integer> ofCorpus = new HashMap<>();
      for (ChunkDocument part : tracker.experiments().chunkDocuments(corpus.id())) {
        ofCorpus.put(part.chunk(), Integer.parseInt(documents.get(part.document()).name()));
      }
      numbers.put(corpus.name(), ofCorpus);
    }
    return numbers;
  }

  /**
   * Draws as many at random, several times, without a chunk in two of the draws.
   *
   * @param draws at most so many, fewer where there are not enough chunks
   */
  public List<List<PoolChunk>> random(List<PoolChunk> from, int count, long seed, int draws) {
    List<PoolChunk> shuffled = new ArrayList<>(from);
    shuffled.sort(
        Comparator.comparing((PoolChunk chunk) -> chunk.corpus().value())
            .thenComparing(PoolChunk::number));
    Collections.shuffle(shuffled, new Random(seed));
    return IntStream.range(0, Math.min(draws, shuffled.size() / count))
        .mapToObj(draw -> shuffled.subList(draw * count, (draw + 1) * count))
        .toList();
  }

  /** How many of these chunks no block of the ledger holds by itself. */
  public int missing(Collection<PoolChunk> chosen) {
    int missing = 0;
    for (RecipePart part : recipe(chosen)) {
      Corpus corpus = source().corpusOf(part);
      List<ChunkRange> blocks =
          tracker.iterations().blocks(corpus.id()).stream()
              .map(block -> new ChunkRange(block.firstChunk(), block.chunks()))
              .toList();
      missing +=
          LedgerPlan.of(
                  blocks,
                  new ChunkRange(part.firstChunk(), part.chunks()),
                  tracker.quarantine().of(corpus.id()),
                  BlockEnds.of(source(), corpus, experiment.settings()))
              .missingChunks();
    }
    return missing;
  }

  /** An iteration on these chunks; found again by what it is called. */
  public Iteration iteration(String how, Collection<PoolChunk> chosen) {
    String label =
        "%s: %d of %s under %s"
            .formatted(how, chosen.size(), Numbers.amount(chunks, "chunk"), address());
    return tracker.iterations().list(experiment.id()).stream()
        .filter(iteration -> iteration.label().equals(Optional.of(label)))
        .findFirst()
        .orElseGet(() -> create(label, chosen));
  }

  /**
   * The same for several draws: the first is the iteration, the others are replicates of it, so
   * that verdicts count the luck of the draw.
   */
  public Iteration drawn(String how, List<List<PoolChunk>> draws) {
    Iteration first = iteration(how, draws.get(0));
    for (int i = tracker.iterations().replicates(first.id()).size() + 1; i < draws.size(); i++) {
      create(first.number(), i, Optional.empty(), draws.get(i));
    }
    return first;
  }

  private Iteration create(String label, Collection<PoolChunk> chosen) {
    int number = Math.max(1, tracker.iterations().nextNumber(experiment.id()));
    return create(number, 0, Optional.of(label), chosen);
  }

  private Iteration create(
      int number, int replicate, Optional<String> label, Collection<PoolChunk> chosen) {
    List<RecipePart> recipe = recipe(chosen);
    return tracker
        .iterations()
        .create(
            new NewIteration(
                experiment.id(),
                number,
                replicate,
                IterationKind.BY_HAND,
                (long) chosen.size() * experiment.settings().nCtx(),
                source().sha256(recipe),
                replicate == 0 ? Optional.empty() : Optional.of(ReplicateDraw.DISJOINT),
                label,
                recipe,
                List.of(quant.quantType())));
  }

  private List<RecipePart> recipe(Collection<PoolChunk> chosen) {
    List<RecipePart> recipe = new ArrayList<>();
    byCorpus(chosen)
        .forEach(
            (corpus, numbers) -> {
              int first = -1;
              int next = -1;
              for (int number : numbers) {
                if (number != next) {
                  addPart(recipe, corpus, first, next);
                  first = number;
                }
                next = number + 1;
              }
              addPart(recipe, corpus, first, next);
            });
    return recipe;
  }

  private static void addPart(List<RecipePart> recipe, Corpus corpus, int first, int end) {
    if (first >= 0) {
      recipe.add(new RecipePart(corpus.id(), first, end - first));
    }
  }

  /** Their numbers, in order. */
  private Map<Corpus, TreeSet<Integer>> byCorpus(Collection<PoolChunk> chosen) {
    Map<Corpus, TreeSet<Integer>> numbers = new LinkedHashMap<>();
    for (Corpus corpus : source().corpora()) {
      TreeSet<Integer> ofCorpus =
          chosen.stream()
              .filter(chunk -> chunk.corpus().equals(corpus.id()))
              .map(PoolChunk::number)
              .collect(Collectors.toCollection(TreeSet::new));
      if (!ofCorpus.isEmpty()) {
        numbers.put(corpus, ofCorpus);
      }
    }
    return numbers;
  }
}
