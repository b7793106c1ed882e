package dev.quantloop.app.stage;

import dev.quantloop.app.UserException;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.console.Stage;
import dev.quantloop.app.source.Utf8Stream;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.model.TextTokenizer;
import dev.quantloop.llama.model.Tokenizer;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Tokenizes texts with a model's vocabulary; no weights are loaded. */
public record CountTokens(Console console, Supplier<LlamaLibrary> library) {
  /**
   * A text that is to be tokenized.
   *
   * @param name its file, or what else it is called
   * @param bytes about how many it has
   * @param text opens it; UTF-8
   */
  public record Named(String name, long bytes, Supplier<InputStream> text) {
    public static Named file(Path file) {
      return new Named(
          file.toString(), new File(file.toString()).length(), () -> Utf8Stream.open(file));
    }

    public static Named text(String name, String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      return new Named(name, utf8.length, () -> new ByteArrayInputStream(utf8));
    }
  }

  /**
   * A text's tokens.
   *
   * @param tokens how many
   * @param ids of them, where they were asked for
   * @param pieces the text of each token, where they were asked for
   */
  public record TextTokens(String name, long bytes, long tokens, int[] ids, List<String> pieces) {}

  /**
   * What was counted.
   *
   * @param problems of the texts that were not
   */
  public record Result(List<TextTokens> texts, List<String> problems) {}

  /** The tokens of a file. */
  public long count(Path model, Path text) {
    Result result = run(model, List.of(Named.file(text)), true, false, false, false);
    result.problems().stream()
        .findFirst()
        .ifPresent(
            problem -> {
              throw new UserException(problem);
            });
    return result.texts().get(0).tokens();
  }

  /**
   * Counts the tokens of texts. One that is no text does not keep the others from being counted.
   *
   * @param addSpecial with BOS where the vocabulary adds one
   * @param withIds tells the ids
   * @param withPieces tells the text of each token
   */
  public Result run(
      Path model,
      List<Named> texts,
      boolean addSpecial,
      boolean parseSpecial,
      boolean withIds,
      boolean withPieces) {
    GgufFile.read(model).requireVocabulary();
    Result result = new Result(new ArrayList<>(), new ArrayList<>());
    LlamaLibrary llama = library.get();
    try (Interrupt interrupt = new Interrupt();
        Model vocabulary = Model.load(llama, model, ModelOptions.VOCABULARY)) {
      Tokenizer tokenizer = vocabulary.tokenizer();
      for (Named text : texts) {
        ChosenTokens chosen = new ChosenTokens(withIds ? 0 : Long.MAX_VALUE, Long.MAX_VALUE);
        try {
          long bytes = tokenize(text, tokenizer, addSpecial, parseSpecial, chosen, interrupt);
          List<String> pieces =
              withPieces
                  ? Arrays.stream(chosen.ids())
                      .mapToObj(id -> tokenizer.text(new int[] {id}))
                      .toList()
                  : List.of();
          result.texts.add(new TextTokens(text.name(), bytes, chosen.read(), chosen.ids(), pieces));
        } catch (UserException e) {
          result.problems.add(e.getMessage());
        }
      }
    }
    return result;
  }

  private long tokenize(
      Named named,
      Tokenizer tokenizer,
      boolean addSpecial,
      boolean parseSpecial,
      ChosenTokens chosen,
      Interrupt interrupt) {
    Stage[] stage = new Stage[1];
    TokenizingProgress progress =
        new TokenizingProgress(
            named.bytes(),
            chosen,
            interrupt,
            () -> stage[0] = console.progress().stage("tokenize " + named.name(), "megabytes", 0));
    long[] bytes = new long[1];
    try (InputStream text = named.text().get()) {
      new TextTokenizer(tokenizer, Runtime.getRuntime().availableProcessors())
          .tokenize(
              text, addSpecial, parseSpecial, progress.andThen(done -> bytes[0] = done), chosen);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (stage[0] != null) {
        stage[0].close();
      }
    }
    return bytes[0];
  }
}
