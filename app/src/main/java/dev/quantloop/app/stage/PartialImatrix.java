package dev.quantloop.app.stage;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.UserException;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.engine.EngineReport;
import dev.quantloop.app.engine.ImatrixPass;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.collect.ImatrixCollector;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.model.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * An imatrix of the chunks so far, in a file beside the one to come. The same command goes on from
 * it after it was interrupted, and it is removed when all is done. Also writes the copies that
 * {@code --save-frequency} asks for.
 */
final class PartialImatrix implements ImatrixPass.Checkpoints {
  private static final Duration USUAL_INTERVAL = Duration.ofSeconds(5);

  /** Of the time at most, whatever the size of the file. */
  private static final int MOST_PERCENT_FOR_WRITING = 5;

  /** On a GPU, where contexts work ahead, each pause costs the time of a chunk. */
  private static final int CHUNKS_BETWEEN_PAUSES_OF_GPU = 32;

  private static final String WITHOUT = " without ";
  private static final String BETWEEN = ", ";

  private final Console console;
  private final ComputeImatrix.Request request;
  private final ImatrixSums merged;
  private final Path file;
  private final Map<Integer, String> aside = new TreeMap<>();
  private int[] tokens;
  private boolean onGpu;
  private EngineReport report;
  private String model;
  private long due;
  private int before;
  private int last;
  private int kept;
  private boolean failed;

  /**
   * @param merged the sums that those of the text are added to
   */
  PartialImatrix(Console console, ComputeImatrix.Request request, ImatrixSums merged) {
    this.console = console;
    this.request = request;
    this.merged = merged;
    this.file = beside(request.output());
    this.due = console.clock().millis() + USUAL_INTERVAL.toMillis();
  }

  static Path beside(Path output) {
    return output.resolveSibling(output.getFileName() + ".partial");
  }

  /**
   * To be called once it is known what is computed with what.
   *
   * @param to hears what happens to the file
   */
  PartialImatrix of(int[] chunks, Model loaded, EngineReport to) {
    tokens = chunks;
    aside.clear();
    model = stamps(GgufFile.read(request.model()));
    onGpu = loaded.lanes(ImatrixCollector.LANES_ON_GPU) > 1;
    report = to;
    for (long done = request.saveFrequency(); done > 0 && done <= total(); ) {
      OutputFile.requireWritable(copy(merged.chunkCount() + done), request.inputs());
      done += request.saveFrequency();
    }
    return this;
  }

  private int total() {
    return tokens.length / request.settings().contextSize();
  }

  @Override
  public Optional<ImatrixPass.Start> start() {
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    ImatrixSums sums = ImatrixFile.read(file);
    String[] recorded = ImatrixFile.partOf(file).orElse("").split(WITHOUT, 2);
    if (recorded.length > 1) {
      readAside(recorded[1]);
    }
    int done = (int) sums.chunkCount() + aside.size();
    requireSameWhole(sums, done, recorded[0]);
    before = (int) sums.chunkCount();
    last = done;
    kept = done;
    report.warning("going on after the %s in %s".formatted(Numbers.amount(done, "chunk"), file));
    return Optional.of(new ImatrixPass.Start(sums, done));
  }

  private void requireSameWhole(ImatrixSums sums, int done, String whole) {
    int chunks = Math.min(done, total());
    boolean squares = request.takesSquaresOnly();
    boolean output = request.processOutput();
    boolean nextn = request.nextn();
    boolean mayLackSome = aside.isEmpty() || request.quarantine();
    boolean same = done == chunks && whole.equals(whole(chunks, squares, output, nextn));
    if (same && mayLackSome) {
      return;
    }
    String reason =
        "is of another text or model, or with other settings: give the command that it is from";
    if (sums.chunkSize() != request.settings().contextSize()) {
      reason = "is of chunks of %1$d tokens: give -c %1$d".formatted(sums.chunkSize());
    } else if (done > chunks) {
      reason = "has more chunks than %d: give more of them".formatted(total());
    } else if (whole.equals(whole(chunks, !squares, output, nextn))) {
      reason =
          squares
              ? "has sums of plain activations: leave out --squares-only"
              : "has sums of squares alone: give --squares-only";
    } else if (whole.equals(whole(chunks, squares, !output, nextn))) {
      reason =
          (output ? "lacks output.weight: leave out" : "has output.weight: give")
              + " --process-output";
    } else if (whole.equals(whole(chunks, squares, output, !nextn))) {
      reason =
          (nextn
                  ? "lacks the layer that predicts further tokens: leave out"
                  : "has the layer that predicts further tokens: give")
              + " --nextn";
    } else if (same) {
      reason = "lacks chunks that were put aside: give --quarantine";
    }
    throw new UserException(
        "%s, with %s, %s, or remove it to start afresh"
            .formatted(file, Numbers.amount(done, "chunk"), reason));
  }

  private String whole(int chunks) {
    return whole(chunks, request.takesSquaresOnly(), request.processOutput(), request.nextn());
  }

  /** What tells that the first chunks are those of the same text, model and kind of imatrix. */
  private String whole(int chunks, boolean squaresOnly, boolean processOutput, boolean nextn) {
    int context = request.settings().contextSize();
    String text = Sha256.of(tokens, 0, chunks * context);
    String kind = (squaresOnly ? "" : "plain") + (nextn ? "nextn" : "");
    String facts = "%s%d %b%s %s".formatted(model, context, processOutput, kind, text);
    return Sha256.of(facts.getBytes(StandardCharsets.UTF_8));
  }

  /** The same, followed by the chunks that were put aside, each with the tensor that broke it. */
  private String wholeWithout(int done) {
    return aside.isEmpty()
        ? whole(done)
        : aside.entrySet().stream()
            .map(one -> one.getKey() + " " + one.getValue())
            .collect(Collectors.joining(BETWEEN, whole(done) + WITHOUT, ""));
  }

  private void readAside(String recorded) {
    for (String one : recorded.split(BETWEEN)) {
      String[] parts = one.split(" ", 2);
      aside.put(Integer.parseInt(parts[0]), parts[1]);
    }
  }

  /** By their numbers in the text, the chunks that count for nothing. */
  Map<Integer, String> aside() {
    return aside;
  }

  /**
   * @param chunk its number from the first chunk of the text on
   * @param tensor that broke it
   */
  void putAside(int chunk, String tensor) {
    aside.put(chunk, tensor);
  }

  private static String stamps(GgufFile model) {
    return model.parts().stream().map(part -> stamp(part.path())).collect(Collectors.joining());
  }

  private static String stamp(Path part) {
    try {
      return "%s %d %s;"
          .formatted(part.getFileName(), Files.size(part), Files.getLastModifiedTime(part));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int next(int done) {
    int pause = onGpu ? CHUNKS_BETWEEN_PAUSES_OF_GPU : 1;
    int every = request.outputFrequency() > 0 ? request.outputFrequency() : pause;
    return Math.min(following(done, every), following(done, request.saveFrequency()));
  }

  /** The next multiple of a frequency; 0 is never. */
  private static int following(int done, int every) {
    return every == 0 ? Integer.MAX_VALUE : (done / every + 1) * every;
  }

  @Override
  public void reached(int done, Supplier<ImatrixSums> sums) {
    boolean copies = done >= following(last, request.saveFrequency());
    try {
      if (isDue(done)) {
        keep(done, named(sums.get()));
      }
      if (copies) {
        copy(named(sums.get()));
      }
    } catch (LlamaException e) {
      if (!failed) {
        report.warning("warning: going on without keeping sums: " + FailureMessage.ofAny(e));
      }
      failed = true;
    }
    last = done;
  }

  private boolean isDue(int done) {
    return done < total()
        && (request.outputFrequency() > 0
            ? done >= following(last, request.outputFrequency())
            : console.clock().millis() >= due);
  }

  /** With the names of the text's files. */
  ImatrixSums named(ImatrixSums sums) {
    if (sums.datasets().isEmpty()) {
      request.texts().forEach(text -> sums.addDataset(text.toString()));
    }
    return sums;
  }

  private void keep(int done, ImatrixSums sums) {
    long start = console.clock().millis();
    ImatrixFile.writePart(file, sums, wholeWithout(done));
    kept = done;
    long now = console.clock().millis();
    due = now + Math.max(USUAL_INTERVAL.toMillis(), (now - start) * 100 / MOST_PERCENT_FOR_WRITING);
  }

  private void copy(ImatrixSums sums) {
    ImatrixSums all = new ImatrixSums(merged.chunkSize());
    all.add(merged);
    all.add(sums);
    request.write(copy(all.chunkCount()), all);
  }

  /** As llama-imatrix names it. */
  private Path copy(long chunks) {
    return request.output().resolveSibling(request.output().getFileName() + ".at_" + chunks);
  }

  /** Works; says, where that fails, what is left of it. */
  <T> T whileKept(Consumer<String> report, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      if (kept > 0) {
        report.accept(
            "%s holds the first %s: the same command goes on from there"
                .formatted(file, Numbers.amount(kept, "chunk")));
      }
      throw e;
    }
  }

  /** Chunks whose sums an earlier command computed. */
  int chunksBefore() {
    return before;
  }

  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      console.warn("can't remove " + file + ": " + FailureMessage.ofAny(e));
    }
  }
}
