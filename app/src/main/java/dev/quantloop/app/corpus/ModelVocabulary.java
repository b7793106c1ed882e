package dev.quantloop.app.corpus;

import dev.quantloop.app.source.TokenVocabulary;
import dev.quantloop.llama.hdf5.LogitChunks;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.TextTokenizer;
import dev.quantloop.llama.model.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The vocabulary of a model; usable as long as the model is open. */
public record ModelVocabulary(Model model) implements TokenVocabulary {
  private Tokenizer tokenizer() {
    return model.tokenizer();
  }

  @Override
  public int size() {
    return tokenizer().size();
  }

  @Override
  public boolean isNormal(int token) {
    return tokenizer().isNormal(token);
  }

  @Override
  public byte[] piece(int token) {
    return tokenizer().pieces(new int[] {token}).get(0);
  }

  @Override
  public CutText cut(InputStream text, int contextSize) throws IOException {
    List<int[]> parts = new ArrayList<>();
    new TextTokenizer(tokenizer(), Runtime.getRuntime().availableProcessors())
        .tokenize(text, true, false, read -> {}, parts::add);
    int[] tokens = parts.stream().flatMapToInt(Arrays::stream).toArray();
    LogitChunks layout = LogitChunks.of(contextSize, model.file());
    if (tokens.length == 0) {
      return new CutText(0, List.of());
    }
    List<int[]> whole =
        IntStream.range(0, layout.whole(tokens.length))
            .mapToObj(chunk -> layout.tokens(tokens, new int[] {chunk}, tokenizer()))
            .toList();
    return new CutText(layout.count(tokens.length), whole);
  }
}
