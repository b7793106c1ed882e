package dev.quantloop.app.create;

import dev.quantloop.app.UserException;
import dev.quantloop.app.corpus.DocumentTokenizer;
import dev.quantloop.app.corpus.ModelVocabulary;
import dev.quantloop.app.source.ModelText;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.app.source.chat.ChatTemplate;
import dev.quantloop.llama.file.FileFailure;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.TextTokenizer;
import dev.quantloop.llama.model.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Tokenizes documents with the vocabulary of a model, which must stay open. */
public final class VocabularyTokenizer implements DocumentTokenizer {
  private static final String CHAT_TEMPLATE = "tokenizer.chat_template";

  private final Model model;
  private final TextTokenizer tokenizer;
  private final String key;
  private int[] bytes;

  /**
   * @param threads that tokenize
   */
  public VocabularyTokenizer(Model model, int threads) {
    this.model = model;
    this.tokenizer = new TextTokenizer(model.tokenizer(), threads);
    this.key = key(GgufFile.read(model.file()), model.library().version().toString());
  }

  /** What sources need of a model, which must stay open. */
  public static ModelText text(Model model) {
    ChatTemplate[] template = new ChatTemplate[1];
    return new ModelText(
        new ModelVocabulary(model),
        Optional.of(
            (messages, record) -> {
              if (template[0] == null) {
                template[0] = ChatTemplate.of(model.file(), GgufFile.read(model.file()));
              }
              return template[0].render(messages, record);
            }));
  }

  /** Of all that the ids of a text depend on, and the program that finds them. */
  private static String key(GgufFile model, String llamaVersion) {
    MessageDigest digest = Sha256.digest();
    model.entries().keySet().stream()
        .filter(entry -> entry.startsWith("tokenizer.") && !entry.startsWith(CHAT_TEMPLATE))
        .sorted()
        .forEach(entry -> digest.update(model.entry(entry)));
    return HexFormat.of().formatHex(digest.digest()) + " " + llamaVersion;
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public int[] beginning() {
    Tokenizer all = model.tokenizer();
    return all.addsBos() ? new int[] {all.bos()} : new int[0];
  }

  @Override
  public List<int[]> tokens(List<byte[]> texts, boolean parseSpecial) {
    return tokenizer.tokenize(texts, parseSpecial);
  }

  @Override
  public void tokens(InputStream text, boolean parseSpecial, Sink sink) {
    try {
      tokenizer.tokenize(
          text, false, parseSpecial, read -> {}, ids -> sink.accept(ids, ids.length));
    } catch (IOException e) {
      throw new UserException("can't read the text: " + FileFailure.reason(e), e);
    }
  }

  @Override
  public int bytes(int token) {
    if (bytes == null) {
      int[] all = new int[model.vocabularySize()];
      Arrays.setAll(all, id -> id);
      bytes = model.tokenizer().pieces(all).stream().mapToInt(piece -> piece.length).toArray();
    }
    return bytes[token];
  }
}
