package dev.quantloop.app.stage;

import dev.quantloop.app.corpus.Utf8;
import dev.quantloop.llama.LlamaLibrary;
import dev.quantloop.llama.Model;
import dev.quantloop.llama.ModelOptions;
import dev.quantloop.llama.Tokenizer;
import dev.quantloop.llama.gguf.GgufFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Tokenizes files with a model's vocabulary; no weights are loaded. */
public final class TokensStage {
  private final Supplier<LlamaLibrary> library;

  public TokensStage(Supplier<LlamaLibrary> library) {
    this.library = library;
  }

  /** A file's tokens. */
  public record FileTokens(Path file, long bytes, int[] tokens) {}

  /**
   * @param addSpecial with BOS where the vocabulary adds one
   * @param then uses the result while the vocabulary is loaded
   */
  public <T> T run(
      Path model,
      List<Path> files,
      boolean addSpecial,
      boolean parseSpecial,
      Function<Tokenized, T> then) {
    List<String> texts = files.stream().map(Utf8::read).toList();
    GgufFile.read(model).requireLoadableModel();
    try (Model vocabulary = Model.load(library.get(), model, ModelOptions.VOCABULARY)) {
      Tokenizer tokenizer = vocabulary.tokenizer();
      List<FileTokens> result = new ArrayList<>();
      for (int i = 0; i < files.size(); i++) {
        String text = texts.get(i);
        long bytes = text.getBytes(StandardCharsets.UTF_8).length;
        int[] tokens = tokenizer.tokenize(text, addSpecial, parseSpecial);
        result.add(new FileTokens(files.get(i), bytes, tokens));
      }
      return then.apply(new Tokenized(tokenizer, result));
    }
  }

  /** The files' tokens, and the vocabulary that made them. */
  public record Tokenized(Tokenizer tokenizer, List<FileTokens> files) {}
}
