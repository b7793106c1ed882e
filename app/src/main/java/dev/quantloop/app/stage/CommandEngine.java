package dev.quantloop.app.stage;

import dev.quantloop.app.UserException;
import dev.quantloop.app.console.Progress;
import dev.quantloop.app.console.Stage;
import dev.quantloop.app.engine.Engine;
import dev.quantloop.app.engine.EngineReport;
import dev.quantloop.app.engine.EvaluatedText;
import dev.quantloop.app.engine.QuarantinedChunk;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.memory.ContextMemory;
import dev.quantloop.app.memory.DeviceRoom;
import dev.quantloop.app.memory.MemoryBudget;
import dev.quantloop.llama.NotFiniteException;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import dev.quantloop.tracker.record.RunStage;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The engine of a single command, which shows its work on standard error and ends at Ctrl-C. Close
 * it after the native work.
 */
final class CommandEngine implements EngineReport, EvaluatedText.Aside, AutoCloseable {
  private final Interrupt interrupt;
  private final Progress progress;
  private final Engine engine;
  private final Map<Integer, QuarantinedChunk> quarantined = new TreeMap<>();
  private BiFunction<Integer, NotFiniteException, QuarantinedChunk> quarantine;
  private IntUnaryOperator chunkNumbers = chunk -> chunk;
  private Stage open;

  /**
   * @param memory bytes that models and contexts may take
   */
  CommandEngine(
      Progress progress, LlamaLibrary library, StageSettings settings, LongSupplier memory) {
    this.progress = progress;
    MemoryBudget budget = MemoryBudget.of(library, settings.decode(), settings.model(), memory);
    DeviceRoom.idle(library.devices(), settings.model())
        .ifPresent(idle -> warning("warning: " + idle));
    // Last, for who fails before never closes it, and the end of the process would wait for it.
    this.interrupt = new Interrupt();
    this.engine = new Engine(library, budget, settings.positions(), interrupt, this, false);
  }

  /**
   * Reads a model's header and refuses what would fail later or end the process.
   *
   * @param settings of the contexts to come
   * @param memory bytes that are available
   * @throws dev.quantloop.llama.LlamaException for a file that is no complete model
   * @throws dev.quantloop.app.UserException for a context that memory can't hold
   */
  static void check(Path file, DecodeSettings settings, long memory) {
    GgufFile header = GgufFile.read(file);
    header.requirePredictingModel();
    ContextMemory.of(header, settings).requireFits(header, settings, memory);
  }

  Engine engine() {
    return engine;
  }

  /** Works with models that the work itself closes; again with less on the GPU for lack of room. */
  <T> T withRoom(Supplier<T> work) {
    return engine.withRoom(() -> false, work);
  }

  /** Says so when chunks are longer than the texts that the model was trained on. */
  void warnOfLongContext(Model model) {
    int trained = model.trainingContext();
    int contextSize = engine.settings().contextSize();
    if (trained > 0 && contextSize > trained) {
      warning(
          "warning: %s was trained on contexts of %d tokens; with -c %d its figures mean little"
              .formatted(model.file(), trained, contextSize));
    }
  }

  @Override
  public ProgressListener stage(RunStage stage, String subject, String unit) {
    return stage(subject.isEmpty() ? stage.word() : stage.word() + " " + subject, unit);
  }

  /** The same for what is no stage of a run. Its line begins when work does, after all loading. */
  ProgressListener stage(String label, String unit) {
    int tokensEach = unit.equals("chunks") ? engine.settings().contextSize() : 0;
    Stage[] line = new Stage[1];
    return (done, total) -> {
      if (line[0] == null) {
        endStage();
        line[0] = progress.stage(label, unit, tokensEach);
        open = line[0];
      }
      line[0].advanced(done, total);
    };
  }

  /**
   * From now on puts chunks aside.
   *
   * @param firstChunk number of the first chunk that is read
   * @param text its name
   */
  void quarantine(int firstChunk, String text) {
    quarantine = (chunk, reason) -> QuarantinedChunk.of(firstChunk + chunk, text, reason);
  }

  /** Says which number each chunk that is read has, where they are not numbered from 0. */
  void numberChunks(int[] numbers) {
    chunkNumbers = chunk -> numbers[chunk];
  }

  @Override
  public boolean holds(int chunk) {
    return quarantined.containsKey(chunkNumbers.applyAsInt(chunk));
  }

  @Override
  public boolean put(int chunk, Optional<String> candidate, NotFiniteException reason) {
    int number = chunkNumbers.applyAsInt(chunk);
    if (quarantine != null) {
      quarantined.put(number, quarantine.apply(number, reason));
      warning("warning: " + quarantined.get(number).line());
    }
    return quarantine != null;
  }

  /** By their numbers among the chunks that are read. */
  Map<Integer, QuarantinedChunk> quarantined() {
    return quarantined;
  }

  /**
   * @param chunks that are left for a figure
   * @throws UserException if they are too few
   */
  void requireLeft(int chunks) {
    QuarantinedChunk.requireLeft(
        chunks, QuarantinedChunk.LEAST_EVALUATED, quarantined.size(), "the text");
  }

  @Override
  public void warning(String message) {
    progress.note(message);
  }

  @Override
  public Model loading(Path file, Supplier<Model> load) {
    endStage();
    Stage stage = progress.stage("load " + file.getFileName(), "", 0);
    try {
      Model model = load.get();
      // libllama knows the sizes of well-known models only and calls the others "?B".
      stage.finish(model.description().replace("?B", Numbers.count(model.parameterCount())));
      return model;
    } catch (RuntimeException e) {
      stage.finish("failed");
      throw e;
    }
  }

  private void endStage() {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  @Override
  public void close() {
    endStage();
    interrupt.close();
  }
}
