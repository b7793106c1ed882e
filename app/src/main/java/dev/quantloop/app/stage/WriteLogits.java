package dev.quantloop.app.stage;

import dev.quantloop.app.UserException;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.engine.EvaluatedText;
import dev.quantloop.app.engine.KldEvaluation;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.llama.hdf5.LogitChunks;
import dev.quantloop.llama.hdf5.LogitsShape;
import dev.quantloop.llama.hdf5.LogitsWriter;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Writes the logits of a model on a text to llama-gguf-optimize's HDF5 file. */
public record WriteLogits(Console console, Supplier<LlamaLibrary> library) {
  private static final int MOST_WRITERS = 16;

  /**
   * What is to be written.
   *
   * @param from number of the first chunk
   * @param to number of the last, or empty for all
   * @param half stores 16 bits
   * @param settings whose context size is that of the file
   */
  public record Request(
      Path model,
      List<Path> texts,
      boolean parseSpecial,
      Path output,
      int from,
      OptionalInt to,
      boolean half,
      boolean compressed,
      StageSettings settings) {}

  /**
   * What there is now.
   *
   * @param chunks of the text
   * @param written in this run
   * @param there in the file, with those
   */
  public record Result(int chunks, int written, int there, long bytes) {}

  public Result run(Request request) {
    LogitChunks layout = LogitChunks.of(request.settings().contextSize(), request.model());
    StageSettings settings = request.settings().withContextSize(layout.length());
    CommandEngine.check(request.model(), settings.decode(), ThisMachine.availableMemory());
    PromptText text = PromptText.of(request.texts(), request.parseSpecial(), console::warn);
    OutputFile.requireWritable(
        request.output(),
        Stream.concat(request.texts().stream(), Stream.of(request.model())).toList());
    try (CommandEngine command =
        new CommandEngine(
            console.progress(), library.get(), settings, ThisMachine::availableMemory)) {
      return command.withRoom(
          () -> {
            try (Model model = command.engine().load(request.model())) {
              command.warnOfLongContext(model);
              return write(request, layout, text, model, command);
            }
          });
    }
  }

  private Result write(
      Request request, LogitChunks layout, PromptText text, Model model, CommandEngine command) {
    int[] tokens = text.tokens(model, command);
    int whole = tokens.length == 0 ? 0 : layout.whole(tokens.length);
    int to = request.to().orElse(whole - 1);
    if (whole == 0) {
      throw new UserException(
          "%s has %s, fewer than the %d of a chunk (a smaller -c needs less)"
              .formatted(text.name(), Numbers.amount(tokens.length, "token"), layout.length()));
    } else if (request.from() > to || to >= whole) {
      throw new UserException(
          "%s has the whole chunks 0 to %d; --from %d --to %d names others"
              .formatted(text.name(), whole - 1, request.from(), to));
    }
    LogitsShape shape =
        new LogitsShape(
            layout.count(tokens.length),
            layout.contextSize(),
            model.vocabularySize(),
            request.half(),
            request.compressed());
    int before;
    int[] missing;
    try (LogitsWriter writer =
        LogitsWriter.open(
            request.output(),
            shape,
            name(request.model()),
            layout.stored(tokens, model.tokenizer()),
            writers())) {
      before = writer.chunks();
      missing =
          IntStream.rangeClosed(request.from(), to).filter(chunk -> !writer.has(chunk)).toArray();
      requireRoom(request, shape, missing.length);
      if (missing.length > 0) {
        decode(
            command,
            model,
            layout,
            layout.tokens(tokens, missing, model.tokenizer()),
            missing,
            text,
            writer);
      }
    }
    return new Result(
        shape.chunks(), missing.length, before + missing.length, bytes(request.output()));
  }

  private static void decode(
      CommandEngine command,
      Model model,
      LogitChunks layout,
      int[] tokens,
      int[] chunks,
      PromptText text,
      LogitsWriter writer) {
    EvaluatedText evaluated =
        new EvaluatedText(
            tokens,
            0,
            chunks.length,
            chunk -> "chunk %d of %s".formatted(chunks[chunk], text.name()),
            EvaluatedText.Aside.NONE);
    int last = layout.length() - 1;
    KldEvaluation.decode(
        command.engine(),
        model,
        evaluated,
        (chunk, firstRow, rows, targets) -> {
          boolean ends = firstRow + targets.length == last;
          int count = ends ? targets.length + 1 : targets.length;
          writer.append(chunks[chunk], firstRow, rows, count, ends);
        });
  }

  /** Compressing takes as long as a small model does, and one thread can't keep up with a GPU. */
  private static int writers() {
    int processors = Runtime.getRuntime().availableProcessors();
    return Math.max(1, Math.min(MOST_WRITERS, processors / 2));
  }

  /** A file's name and size tell most models apart at no cost. */
  private static String name(Path model) {
    return "%s, %d B".formatted(model.getFileName(), bytes(model));
  }

  private static void requireRoom(Request request, LogitsShape shape, int chunks) {
    if (request.compressed()) {
      return;
    }
    long needed = shape.bytes(chunks);
    try {
      long free = Files.getFileStore(request.output()).getUsableSpace();
      if (needed > free) {
        throw new UserException(
            "the logits of %s take %s, but %s are free where %s is; give --to, or --precision 16"
                .formatted(
                    Numbers.amount(chunks, "chunk"),
                    Numbers.bytes(needed),
                    Numbers.bytes(free),
                    request.output()));
      }
    } catch (IOException e) {
      // Then writing tells.
    }
  }

  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }
}
