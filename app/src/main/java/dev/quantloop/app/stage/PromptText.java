package dev.quantloop.app.stage;

import dev.quantloop.app.UserException;
import dev.quantloop.app.engine.EvaluatedText;
import dev.quantloop.app.source.Utf8Stream;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.TextTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * The text of some files, as llama.cpp's {@code -f} takes it; read as far as it is wanted.
 *
 * @param files at least one
 * @param parseSpecial takes names of special tokens in the text for these tokens
 */
record PromptText(List<Path> files, boolean parseSpecial) {
  private static final int BEGINNING = 1 << 16;

  /**
   * The text of the files that have any. How they begin is checked, so that most mistakes show
   * before a model is loaded.
   *
   * @param warnings told of files that are empty
   * @throws UserException for a file that can't be read or begins with what is no text
   */
  static PromptText of(List<Path> files, boolean parseSpecial, Consumer<String> warnings) {
    List<Path> texts = new ArrayList<>(files);
    if (files.size() > 1) {
      texts.removeIf(PromptText::isEmpty);
    }
    texts.forEach(PromptText::checkBeginning);
    if (texts.isEmpty()) {
      throw new UserException("there is no text: " + names(files) + " are empty");
    }
    files.stream()
        .filter(file -> !texts.contains(file))
        .forEach(file -> warnings.accept(file + " is empty"));
    return new PromptText(texts, parseSpecial);
  }

  private static boolean isEmpty(Path file) {
    return Files.isRegularFile(file) && size(file) == 0;
  }

  /** Not of a pipe, which can be read only once. */
  private static void checkBeginning(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      return;
    }
    try (InputStream text = Utf8Stream.open(file)) {
      text.read(new byte[BEGINNING]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Of the files, for messages. */
  String name() {
    return names(files);
  }

  private static String names(List<Path> files) {
    return files.stream().map(Path::toString).collect(Collectors.joining(", "));
  }

  /** The chosen chunks, of which there must be at least so many. */
  EvaluatedText evaluated(
      Model model, StageSettings settings, int leastChunks, CommandEngine command) {
    int[] tokens = chunks(model, settings, leastChunks, command);
    return new EvaluatedText(
        tokens, 0, tokens.length / settings.contextSize(), place(settings.firstChunk()), command);
  }

  /** Says where a chunk is from, by its number from the first chunk on. */
  IntFunction<String> place(int firstChunk) {
    return chunk -> "chunk %d of %s".formatted(firstChunk + chunk, name());
  }

  /** The tokens of the chosen chunks, of which there must be at least so many. */
  int[] chunks(Model model, StageSettings settings, int leastChunks, CommandEngine command) {
    ChosenTokens chosen =
        new ChosenTokens(settings.skippedTokens(), settings.tokensToRead(leastChunks));
    read(model, chosen, command);
    return settings.chunks(chosen.ids(), chosen.read(), this, leastChunks);
  }

  /** All tokens of the text. */
  int[] tokens(Model model, CommandEngine command) {
    ChosenTokens all = new ChosenTokens(0, Long.MAX_VALUE);
    read(model, all, command);
    return all.ids();
  }

  private void read(Model model, ChosenTokens chosen, CommandEngine command) {
    long bytes = files.stream().mapToLong(PromptText::size).sum();
    TokenizingProgress progress =
        new TokenizingProgress(
            bytes, chosen, command.engine().stop(), () -> command.stage("tokenize", "megabytes"));
    try (InputStream text = new JoinedText(files)) {
      new TextTokenizer(model.tokenizer(), Runtime.getRuntime().availableProcessors())
          .tokenize(text, true, parseSpecial, progress, chosen);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
