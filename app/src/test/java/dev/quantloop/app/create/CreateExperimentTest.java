package dev.quantloop.app.create;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.Directories;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.AlteredDemo;
import dev.quantloop.app.corpus.ReadingListener;
import dev.quantloop.app.corpus.TokenCache;
import dev.quantloop.app.corpus.TokenFile;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.experiment.SourceInput;
import dev.quantloop.app.loop.PlanIterations;
import dev.quantloop.app.loop.SmallExperiment;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.Document;
import dev.quantloop.app.source.ReadingContext;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.SourceUse;
import dev.quantloop.app.source.open.SourceReaders;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.record.ChunkDocument;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.CorpusDocument;
import dev.quantloop.tracker.record.DocumentPart;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ReservedPart;
import dev.quantloop.tracker.service.Experiments;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreateExperimentTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final SourceReaders READERS =
      new SourceReaders(
          new ReadingContext(
              Directories.of(Map.of("HOME", "/nowhere")), Map.of(), InputStream.nullInputStream()));

  @TempDir Path directory;
  private Tracker tracker;

  @BeforeEach
  void open() {
    tracker = Tracker.open(directory.resolve("quantloop.db"));
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  private static ExperimentDraft draft() {
    return SmallExperiment.draft("mine", QuantType.Q2_K);
  }

  private List<Path> tokenFiles() {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".tokens")).toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of(); // a file was renamed while the directory was read
    }
  }

  private CompletableFuture<Experiment> createInTheBackground() {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Tracker other = Tracker.open(tracker.file())) {
            return SmallExperiment.create(other, draft());
          }
        });
  }

  /** While another connection writes, which only one can do at a time. */
  private CompletableFuture<Experiment> createWhileWriting(int files, Runnable writing) {
    return tracker.transaction(
        () -> {
          CompletableFuture<Experiment> creation = createInTheBackground();
          Instant end = Instant.now().plus(LIMIT);
          List<Path> written = tokenFiles();
          while (written.size() < files && Instant.now().isBefore(end)) {
            pause();
            written = tokenFiles();
          }
          assertEquals(files, written.size(), "files wait for the database");
          writing.run();
          return creation;
        });
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void writesTheFilesWhileOthersWriteToTheDatabase() throws Exception {
    Experiment experiment =
        createWhileWriting(2, () -> {}).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    List<Corpus> corpora = tracker.experiments().corpora(experiment.id());
    assertEquals(
        corpora.stream().map(Corpus::file).sorted().toList(),
        tokenFiles().stream().sorted().toList());
  }

  @Test
  void leavesNothingBehindWhenItFails() throws Exception {
    Experiment first = SmallExperiment.create(tracker, draft());
    tracker.experiments().rename(first.id(), "other");
    List<Path> before = everything();
    CompletableFuture<Experiment> creation =
        createWhileWriting(4, () -> tracker.experiments().rename(first.id(), "mine"));
    ExecutionException failure =
        assertThrows(
            ExecutionException.class, () -> creation.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
    assertTrue(failure.getCause() instanceof TrackerException, failure.toString());
    assertEquals(before, everything());
    assertEquals(1, tracker.experiments().list(true).size());
  }

  @Test
  void knowsWhatNoImatrixOfTheModelWillCover() throws Exception {
    Path model = AlteredDemo.withPredictingLayer(directory);
    List<String> notices = new ArrayList<>();
    CreateExperiment creation =
        new CreateExperiment(
            tracker,
            SmallExperiment.library(),
            new TokenCache(directory),
            ReadingListener.NONE,
            notices::add);
    ExperimentDraft draft = SmallExperiment.draft("mine", model, 0, QuantType.IQ2_XS);
    ExperimentDraft asMixed =
        draft.with(draft.settings().with(Setting.NEXTN_TYPE, SettingValues.MIX));
    LlamaException refusal = assertThrows(LlamaException.class, () -> creation.create(asMixed));
    assertTrue(
        refusal.getMessage().startsWith("IQ2_XS needs importance for blk.5."),
        refusal.getMessage());
    assertEquals(List.of(), tracker.experiments().list(true));
    Experiment experiment = creation.create(draft);
    assertEquals(
        "layer 5 predicts further tokens (MTP) and is not calibrated: of its weights 7 become Q8_0 (--nextn-type)",
        notices.get(0));
    assertTrue(
        experiment.settings().quantizeOptions().contains("\"nextn_type\":\"q8_0\""),
        experiment.settings().quantizeOptions());

    ExperimentDraft unquantized = SmallExperiment.draft("copy", model, 0, QuantType.F16);
    assertEquals("{}", creation.create(unquantized).settings().quantizeOptions());
  }

  @Test
  void plansNoIterationWithoutImatrixWhereATensorTypeNeedsOne() {
    ExperimentDraft draft = draft();
    SettingValues settings =
        draft.settings().with(Setting.TENSOR_TYPES, List.of("ffn_down=iq2_xs"));
    Experiment experiment =
        SmallExperiment.create(
            tracker, new ExperimentDraft(draft.name(), draft.model(), draft.sources(), settings));
    assertEquals(1, new PlanIterations(tracker, experiment).next().orElseThrow().number());
  }

  @Test
  void recordsWhichDocumentsEachChunkIsFrom() throws Exception {
    List<Document> texts =
        IntStream.rangeClosed(1, 12)
            .mapToObj(i -> Document.of("text " + i, text(i) + (i == 12 ? text(3) : "")))
            .collect(Collectors.toCollection(ArrayList::new));
    texts.add(Document.of("copy", text(5)));
    ExperimentDraft draft = draft();
    Experiment experiment =
        SmallExperiment.create(
            tracker,
            new ExperimentDraft(
                "mine",
                draft.model(),
                List.of(SourceInput.of("texts", "built in", texts)),
                draft.settings().with(Setting.CHUNKS, 4).with(Setting.HELD_OUT_CHUNKS, 2)));
    Experiments experiments = tracker.experiments();
    Corpus corpus = experiments.corpora(experiment.id()).get(0);
    List<CorpusDocument> documents = experiments.documents(corpus.id());
    assertEquals(13, documents.size());
    assertEquals(Optional.of("the same text as text 5"), documents.get(12).reason());
    int contextSize = experiment.settings().nCtx();
    List<ChunkDocument> chunks = experiments.chunkDocuments(corpus.id());
    Map<Integer, DocumentPart> partOfChunk = new HashMap<>();
    Map<Integer, Integer> tokens = new HashMap<>();
    for (ChunkDocument one : chunks) {
      DocumentPart part = documents.get(one.document()).part();
      assertEquals(part, partOfChunk.getOrDefault(one.chunk(), part), "one part for each chunk");
      partOfChunk.put(one.chunk(), part);
      tokens.merge(one.chunk(), one.tokens(), Integer::sum);
    }
    assertEquals(corpus.tokens() / contextSize, tokens.size());
    assertTrue(tokens.values().stream().allMatch(sum -> sum == contextSize));
    for (int chunk = 0; chunk < tokens.size(); chunk++) {
      DocumentPart expected =
          chunk < 4
              ? DocumentPart.EVALUATION
              : chunk < 6 ? DocumentPart.HELD_OUT : DocumentPart.POOL;
      assertEquals(expected, partOfChunk.get(chunk));
    }
    assertEquals(6L * contextSize, corpus.poolFirstToken());
    int[] heldOut = TokenFile.read(corpus.file(), 4 * contextSize, 2 * contextSize);
    assertEquals(
        List.of(
            new ReservedPart(
                DocumentPart.HELD_OUT, 4L * contextSize, 2, Sha256.of(heldOut, 0, heldOut.length))),
        experiments.reservedParts(corpus.id()));
  }

  @Test
  void aSequentialSplitIsWhatLlamaPerplexityEvaluatesOn() throws Exception {
    String wiki =
        IntStream.range(0, 9)
            .mapToObj(i -> " \n = Title %d = \n \n %s \n".formatted(i, text(i)))
            .collect(Collectors.joining());
    Path file = Files.writeString(directory.resolve("wiki.raw"), wiki + "\n");
    Path own = Files.writeString(directory.resolve("own.txt"), text(77));
    ExperimentDraft draft = draft();
    ExperimentSpec asked =
        new ExperimentSpec(
            "mine",
            draft.model(),
            SourceSpec.parseAll(
                List.of("wiki=" + file + ";use=evaluation", "own=" + own + ";use=calibration"),
                path -> path),
            draft
                .settings()
                .with(Setting.SPLIT, Setting.SEQUENTIAL)
                .with(Setting.WHOLE_EVALUATION, true)
                .with(Setting.MAX, 512L));
    Experiment experiment = SmallExperiment.create(tracker, ExperimentDraft.of(asked, READERS));
    int[] all;
    try (Model model =
        Model.load(SmallExperiment.library(), draft.model(), ModelOptions.VOCABULARY)) {
      all = model.tokenizer().tokenize(wiki, true, false);
      assertEquals(model.tokenizer().bos(), all[0]);
    }
    int contextSize = experiment.settings().nCtx();
    int chunks = all.length / contextSize;
    Experiments experiments = tracker.experiments();
    List<Corpus> corpora = experiments.corpora(experiment.id());
    assertEquals(0, corpora.get(0).poolTokens());
    assertEquals(0, corpora.get(1).evaluationTokens());
    assertArrayEquals(
        Arrays.copyOf(all, chunks * contextSize),
        TokenFile.read(corpora.get(0).file(), 0, chunks * contextSize));
    List<EvaluationSet> sets = experiments.evaluationSets(experiment.id());
    assertEquals(
        List.of("wiki " + chunks), sets.stream().map(s -> s.name() + " " + s.chunks()).toList());
    ExperimentSpec again =
        ExperimentSpec.of(
            experiment, experiments.model(experiment), experiments.sources(experiment.id()));
    assertEquals(
        List.of(SourceUse.EVALUATION, SourceUse.CALIBRATION),
        again.sources().stream().map(SourceSpec::use).toList());
    assertEquals(true, again.settings().get(Setting.WHOLE_EVALUATION));
    UserException evaluated =
        assertThrows(
            UserException.class,
            () ->
                new PlanIterations(tracker, experiment)
                    .byHand(contextSize, List.of("wiki"), List.of()));
    assertEquals(
        "the source wiki is for evaluation alone; calibrate on: own", evaluated.getMessage());
    assertEquals(
        List.of("own"),
        new PlanIterations(tracker, experiment)
            .byHand(contextSize, List.of(), List.of()).recipe().stream()
                .map(part -> part.corpus().equals(corpora.get(1).id()) ? "own" : "other")
                .toList());
    ExperimentDraft oneSided =
        ExperimentDraft.of(
            new ExperimentSpec(
                "other", asked.model(), asked.sources().subList(1, 2), asked.settings()),
            READERS);
    UserException refused =
        assertThrows(UserException.class, () -> SmallExperiment.create(tracker, oneSided));
    assertEquals(
        "no source serves evaluation: give another source, or take ;use=calibration from one",
        refused.getMessage());
  }

  /** Words that no other number's text has in this order. */
  private static String text(int number) {
    Random random = new Random(number);
    return IntStream.range(0, 300)
        .mapToObj(i -> "word" + random.nextInt(1000))
        .collect(Collectors.joining(" "));
  }

  private List<Path> everything() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> !file.toString().contains("quantloop.db")).sorted().toList();
    }
  }
}
