package dev.quantloop.app.stage;

import dev.quantloop.app.source.Utf8;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.model.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Tokenizes texts with a model's vocabulary; no weights are loaded. */
public record CountTokens(Supplier<LlamaLibrary> library) {
  /**
   * A text that is to be tokenized.
   *
   * @param name its file, or what else it is called
   */
  public record Named(String name, String text) {
    public static Named file(Path file) {
      return new Named(file.toString(), Utf8.read(file));
    }
  }

  /**
   * A text's tokens.
   *
   * @param pieces the text of each token, where they were asked for
   */
  public record TextTokens(String name, long bytes, int[] tokens, List<String> pieces) {}

  /**
   * @param addSpecial with BOS where the vocabulary adds one
   * @param withPieces tells the text of each token
   */
  public List<TextTokens> run(
      Path model, List<Named> texts, boolean addSpecial, boolean parseSpecial, boolean withPieces) {
    GgufFile.read(model).requireVocabulary();
    try (Model vocabulary = Model.load(library.get(), model, ModelOptions.VOCABULARY)) {
      Tokenizer tokenizer = vocabulary.tokenizer();
      List<TextTokens> result = new ArrayList<>();
      for (Named text : texts) {
        long bytes = text.text().getBytes(StandardCharsets.UTF_8).length;
        int[] tokens = tokenizer.tokenize(text.text(), addSpecial, parseSpecial);
        int[] shown = withPieces ? tokens : new int[0];
        List<String> pieces =
            Arrays.stream(shown).mapToObj(id -> tokenizer.text(new int[] {id})).toList();
        result.add(new TextTokens(text.name(), bytes, tokens, pieces));
      }
      return result;
    }
  }
}
