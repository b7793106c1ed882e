package dev.quantloop.app.stage;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.engine.ImatrixPass;
import dev.quantloop.app.engine.QuarantinedChunk;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.collect.ImatrixCollector;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.imatrix.ImatrixCoverage;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.NextnRun;
import dev.quantloop.tracker.record.RunStage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Computes an imatrix over a text, merges imatrices, or both.
 *
 * @param library called once everything that can be checked without it has been
 */
public record ComputeImatrix(Console console, Supplier<LlamaLibrary> library) {
  /** The formats of imatrix files, by the names that llama-imatrix gives them. */
  public enum ImatrixFormat {
    GGUF,
    /** The format before GGUF, read by older llama.cpp and its forks. */
    DAT;

    void write(Path file, ImatrixSums sums) {
      if (this == GGUF) {
        ImatrixFile.writeGguf(file, sums);
      } else {
        ImatrixFile.writeDat(file, sums);
      }
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What an imatrix is to be made of.
   *
   * @param model null when imatrices are only merged
   * @param texts joined in this order; empty when imatrices are only merged
   * @param parts imatrix files whose sums it is made of as well
   * @param processOutput also collect for {@code output.weight}
   * @param squaresOnly without sums of plain activations
   * @param nextn also collect for the layer that predicts a further token
   * @param parseSpecial take names of special tokens in the text for these tokens
   * @param outputFrequency chunks after which the sums so far are kept; 0 for every few seconds
   * @param saveFrequency chunks after which a copy of the imatrix is written; 0 for none
   * @param neutralPrior tokens that the output and its copies have of it; 0 for none
   * @param quarantine puts chunks aside whose activations are not finite, instead of ending there
   */
  public record Request(
      Path model,
      List<Path> texts,
      ImatrixParts parts,
      Path output,
      ImatrixFormat format,
      StageSettings settings,
      boolean processOutput,
      boolean squaresOnly,
      boolean nextn,
      boolean parseSpecial,
      int outputFrequency,
      int saveFrequency,
      int neutralPrior,
      boolean quarantine) {
    List<Path> inputs() {
      return Stream.of(Stream.ofNullable(model), texts.stream(), parts.files().stream())
          .flatMap(files -> files)
          .toList();
    }

    void write(Path file, ImatrixSums sums) {
      format.write(file, neutralPrior == 0 ? sums : sums.withNeutralPrior(neutralPrior));
    }

    /** The legacy format has no room for others. */
    boolean takesSquaresOnly() {
      return squaresOnly || format == ImatrixFormat.DAT;
    }
  }

  /**
   * A written imatrix.
   *
   * @param sums what the file holds
   * @param coverage of the model, where one was given
   * @param newChunks chunks that were computed
   * @param computing time that took
   * @param sha256 of the file
   * @param quarantined chunks that were put aside and are not among the sums
   */
  public record Result(
      ImatrixSums sums,
      Optional<ImatrixCoverage> coverage,
      int newChunks,
      Duration computing,
      String sha256,
      List<QuarantinedChunk> quarantined) {
    public double tokensPerSecond() {
      double seconds = computing.toNanos() / 1e9;
      return seconds > 0 ? newChunks * (double) sums.chunkSize() / seconds : 0;
    }
  }

  public Result run(Request request) {
    if (request.texts().isEmpty() && request.parts().added().isEmpty()) {
      throw new UsageException("give a text with -f FILE, or imatrices to merge with --in-file");
    }
    OutputFile.requireWritable(request.output(), request.inputs());
    ImatrixSums sums = merged(request);
    if (request.neutralPrior() > 0 && request.format() == ImatrixFormat.DAT) {
      console.warn(
          "%s has no room to tell of its neutral prior: where it is merged, the prior counts as text"
              .formatted(request.output()));
    }
    return request.texts().isEmpty()
        ? written(request, sums, 0, Duration.ZERO, List.of())
        : compute(request, sums);
  }

  private Result compute(Request request, ImatrixSums sums) {
    OutputFile.requireWritable(PartialImatrix.beside(request.output()), request.inputs());
    long start = console.clock().millis();
    PartialImatrix partial = new PartialImatrix(console, request, sums);
    List<QuarantinedChunk> quarantined = new ArrayList<>();
    ImatrixSums computed = compute(request, partial, quarantined);
    Duration computing = Duration.ofMillis(console.clock().millis() - start);
    sums.add(computed);
    int chunks = (int) computed.chunkCount() - partial.chunksBefore();
    Result result =
        partial.whileKept(
            console::say, () -> written(request, sums, chunks, computing, quarantined));
    partial.delete();
    return result;
  }

  private Result written(
      Request request,
      ImatrixSums sums,
      int newChunks,
      Duration computing,
      List<QuarantinedChunk> quarantined) {
    request.write(request.output(), sums);
    Optional<ImatrixCoverage> coverage = coverage(request, sums);
    return new Result(
        sums, coverage, newChunks, computing, Sha256.of(request.output()), quarantined);
  }

  private Optional<ImatrixCoverage> coverage(Request request, ImatrixSums sums) {
    Optional<ImatrixCoverage> coverage =
        Optional.ofNullable(request.model())
            .map(model -> ImatrixCoverage.of(GgufFile.read(model), sums));
    coverage.stream()
        .flatMap(c -> c.gaps().stream())
        .forEach(gap -> console.warn(request.output() + ": " + gap));
    return coverage;
  }

  /** Counted in chunks of the first file; or, when a text is added, in the text's chunks. */
  private ImatrixSums merged(Request request) {
    Set<String> everywhere = null;
    int contextSize = request.settings().contextSize();
    ImatrixSums sums = request.texts().isEmpty() ? null : new ImatrixSums(contextSize);
    boolean toFit = request.model() != null && !request.parts().added().isEmpty();
    GgufFile model = toFit ? GgufFile.read(request.model()) : null;
    int withPlain = 0;
    for (ImatrixParts.Addend addend : request.parts().added()) {
      Path file = addend.file();
      ImatrixSums more = addend.weighed(read(file, contextSize));
      withPlain += more.hasPlainSums() ? 1 : 0;
      warnOfChunks(request, file, more.chunkSize(), sums);
      if (model != null) {
        more.requireFit(model, file);
        more = more.completedFor(model);
      }
      if (everywhere == null) {
        everywhere = new TreeSet<>(more.entries().keySet());
      }
      everywhere.retainAll(more.entries().keySet());
      if (sums == null) {
        sums = new ImatrixSums(more.chunkSize());
      }
      sums.add(more);
    }
    if (everywhere != null) {
      warnOfGaps(sums.entries().keySet(), everywhere);
      warnOfPlain(request, withPlain);
    }
    ImatrixSums result =
        request
            .parts()
            .applied(
                sums,
                part -> {
                  ImatrixSums read = read(part, contextSize);
                  return model == null ? read : read.completedFor(model);
                });
    if (sums.hasPlainSums() && !result.hasPlainSums()) {
      console.warn(
          "what is subtracted has no sums of plain activations (NAME.in_sum), so the result has none");
    }
    return result;
  }

  private ImatrixSums read(Path file, int legacyChunkSize) {
    ImatrixSums sums = ImatrixFile.read(file, legacyChunkSize);
    if (sums.neutralPrior() > 0) {
      console.warn(
          "%s holds a neutral prior of %s, which is left out: sums are of text alone"
              .formatted(file, Numbers.amount(sums.neutralPrior(), "token")));
    }
    return sums.ofText();
  }

  /** The sums of files that were made with different contexts are of different activations. */
  private void warnOfChunks(Request request, Path file, int chunkSize, ImatrixSums sums) {
    if (!ImatrixFile.startsAsGguf(file)) {
      console.warn(
          "%s does not tell how many tokens its chunks have: %d is assumed (give it with -c)"
              .formatted(file, chunkSize));
    } else if (sums != null && sums.chunkSize() != chunkSize) {
      console.warn(
          "%s is of chunks of %d tokens, not of %d: activations differ with the context"
              .formatted(file, chunkSize, sums.chunkSize()));
    }
  }

  private void warnOfPlain(Request request, int withPlain) {
    int files = request.parts().added().size();
    boolean collected = !request.texts().isEmpty() && !request.takesSquaresOnly();
    if (request.format() == ImatrixFormat.DAT && withPlain > 0) {
      console.warn(
          request.output() + " has no room for sums of plain activations: they are left out");
    } else if (withPlain < files && (withPlain > 0 || collected)) {
      console.warn(
          "%d of %d files have no sums of plain activations (NAME.in_sum), so the result has none"
              .formatted(files - withPlain, files));
    }
  }

  /** Half an imatrix added to a whole one counts double for its weights. */
  private void warnOfGaps(Set<String> weights, Set<String> everywhere) {
    weights.stream()
        .filter(weight -> !everywhere.contains(weight))
        .findFirst()
        .ifPresent(
            first ->
                console.warn(
                    "%d of %d weights are not in all of these imatrices; the first is %s"
                        .formatted(weights.size() - everywhere.size(), weights.size(), first)));
  }

  private ImatrixSums compute(
      Request request, PartialImatrix partial, List<QuarantinedChunk> quarantined) {
    StageSettings settings = request.settings();
    PromptText text = PromptText.of(request.texts(), request.parseSpecial(), console::warn);
    CommandEngine.check(
        request.model(), settings.decode().inSmallBatches(1), ThisMachine.availableMemory());
    try (CommandEngine command =
        new CommandEngine(
            console.progress(), library.get(), settings, ThisMachine::availableMemory)) {
      ImatrixSums sums =
          partial.whileKept(
              command::warning,
              () -> command.withRoom(() -> collect(request, text, command, partial)));
      partial
          .aside()
          .forEach(
              (chunk, tensor) ->
                  quarantined.add(
                      new QuarantinedChunk(settings.firstChunk() + chunk, text.name(), tensor)));
      QuarantinedChunk.requireLeft((int) sums.chunkCount(), 1, quarantined.size(), text.name());
      if (sums.entries().isEmpty()) {
        throw new UserException(
            "nothing was summed: like llama-imatrix this skips what is computed fewer than %1$d tokens at once; give -ub %1$d or more, and -b"
                .formatted(ImatrixCollector.MIN_ROWS_OF_LLAMA_IMATRIX));
      }
      return partial.named(sums);
    }
  }

  private static Optional<NextnRun> nextn(Request request, CommandEngine command) {
    GgufFile model = GgufFile.read(request.model());
    LlamaLibrary library = command.engine().library();
    if (!request.nextn()) {
      ImatrixPass.leftOut(library, model).ifPresent(command::warning);
      return Optional.empty();
    }
    Optional<String> obstacle = NextnRun.obstacle(library, model);
    if (obstacle.isPresent()) {
      throw new UserException(
          "%s %s: leave out --nextn".formatted(request.model(), obstacle.get()));
    }
    return Optional.of(NextnRun.of(model));
  }

  private static ImatrixSums collect(
      Request request, PromptText text, CommandEngine command, PartialImatrix partial) {
    Optional<NextnRun> nextn = nextn(request, command);
    try (Model model =
        nextn.isPresent()
            ? command.engine().loadWithNextn(request.model())
            : command.engine().load(request.model())) {
      command.warnOfLongContext(model);
      int[] tokens = text.chunks(model, request.settings(), 1, command);
      ProgressListener progress = command.stage(RunStage.IMATRIX, "", "chunks");
      try (ImatrixPass pass =
          ImatrixPass.likeLlamaImatrix(command.engine(), model, request.processOutput(), nextn)
              .ofSquaresOnly(request.takesSquaresOnly())) {
        int firstChunk = request.settings().firstChunk();
        partial.of(tokens, model, command);
        return request.quarantine()
            ? pass.finiteSums(
                tokens,
                text.name(),
                firstChunk,
                partial,
                chunk -> {
                  command.warning("warning: " + chunk.line());
                  partial.putAside(chunk.chunk() - firstChunk, chunk.tensor());
                },
                progress)
            : pass.sums(tokens, text.place(firstChunk), partial, progress);
      }
    }
  }
}
