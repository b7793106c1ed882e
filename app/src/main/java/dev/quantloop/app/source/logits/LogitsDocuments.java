package dev.quantloop.app.source.logits;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.source.Document;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.ReadingContext;
import dev.quantloop.app.source.ReadingReport;
import dev.quantloop.app.source.SourceOption;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.TextHash;
import dev.quantloop.app.source.TokenVocabulary;
import dev.quantloop.app.source.TokenVocabulary.CutText;
import dev.quantloop.app.source.Utf8Stream;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.evaluate.StoredBaseline;
import dev.quantloop.llama.file.FileFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opens {@code logits:FILE}: the text of a baseline's predictions, as one document of the file's
 * whole chunks, which all have one length. The source's SHA-256 is that of the file. Used by one
 * thread.
 */
public final class LogitsDocuments {
  private static final long LARGE = 1L << 30;

  private final Map<Path, TextHash> hashes = new HashMap<>();

  /**
   * @throws UserException when the file and the model do not fit, or the text is not the file's
   * @throws LlamaException when the file is none of predictions
   */
  public DocumentReader open(
      SourceSpec spec, String path, ReadingContext context, ReadingReport report) {
    TokenVocabulary vocabulary =
        context
            .vocabulary()
            .orElseThrow(
                () ->
                    new UserException(
                        "logits are those of a model, which this command does not have"));
    Path file = Path.of(path);
    try (StoredBaseline base = StoredBaseline.open(file)) {
      int[] tokens = tokens(base, spec, vocabulary, report);
      report.file();
      report.hash(hashes.computeIfAbsent(file.toAbsolutePath(), it -> hash(it, context)));
      return documents(file.getFileName().toString(), tokens, vocabulary);
    }
  }

  private static int[] tokens(
      StoredBaseline base, SourceSpec spec, TokenVocabulary vocabulary, ReadingReport report) {
    if (base.vocabularySize() != vocabulary.size()) {
      throw new UserException(
          "%s has a vocabulary of %d tokens, the model has %d: it is of another model"
              .formatted(base.path(), base.vocabularySize(), vocabulary.size()));
    }
    Optional<CutText> text =
        spec.option(SourceOption.TEXT).map(Path::of).map(it -> cut(it, base, vocabulary));
    List<int[]> chunks =
        Arrays.stream(base.chunks())
            .mapToObj(chunk -> tokens(base, chunk, text, spec))
            .filter(one -> one.length > 0)
            .toList();
    int length = chunks.stream().mapToInt(one -> one.length).max().orElse(0);
    List<int[]> whole = chunks.stream().filter(one -> one.length == length).toList();
    if (whole.isEmpty()) {
      throw new UserException(base.path() + " does not have the logits of one whole chunk");
    } else if (whole.size() < base.chunkCount()) {
      report.note(
          "%s has the logits of %s of %d"
              .formatted(
                  base.path(), Numbers.amount(whole.size(), "whole chunk"), base.chunkCount()));
    }
    int[] all = whole.stream().flatMapToInt(Arrays::stream).toArray();
    if (Arrays.stream(all).anyMatch(id -> id < 0 || id >= vocabulary.size())) {
      throw new UserException(base.path() + " holds tokens that its vocabulary does not have");
    }
    return all;
  }

  private static CutText cut(Path text, StoredBaseline base, TokenVocabulary vocabulary) {
    try (InputStream in = Utf8Stream.open(text)) {
      CutText cut = vocabulary.cut(in, base.contextSize());
      if (cut.chunks() != base.chunkCount()) {
        throw new UserException(
            "%s was made of another text: it has %s, %s has %d"
                .formatted(
                    base.path(), Numbers.amount(base.chunkCount(), "chunk"), text, cut.chunks()));
      }
      return cut;
    } catch (IOException e) {
      throw new UserException("can't read " + text + ": " + FileFailure.reason(e), e);
    }
  }

  /** Of a chunk of the text; none for its last one where that is not whole. */
  private static int[] tokens(
      StoredBaseline base, int chunk, Optional<CutText> text, SourceSpec spec) {
    Optional<int[]> own = base.tokens(chunk);
    Optional<int[]> given =
        text.map(it -> chunk < it.whole().size() ? it.whole().get(chunk) : new int[0]);
    if (own.isPresent() && given.isPresent() && !Arrays.equals(own.get(), given.get())) {
      throw new UserException(
          "%s was made of another text than %s, or with another vocabulary"
              .formatted(base.path(), spec.option(SourceOption.TEXT).orElseThrow()));
    }
    return own.or(() -> given)
        .orElseThrow(
            () ->
                new UserException(
                    "%s does not hold its text: give the text that it was made of, with ;text=FILE behind it"
                        .formatted(base.path())));
  }

  private static TextHash hash(Path file, ReadingContext context) {
    if (file.toFile().length() >= LARGE) {
      context.says().accept("reading the logits for their SHA-256: " + file);
    }
    TextHash hash = new TextHash();
    hash.begin();
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        hash.update(buffer, 0, read);
      }
    } catch (IOException e) {
      throw FileFailure.reading(file, e);
    }
    return hash;
  }

  private static DocumentReader documents(String name, int[] tokens, TokenVocabulary vocabulary) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int token : tokens) {
      text.writeBytes(vocabulary.piece(token));
    }
    byte[] utf8 = text.toByteArray();
    Document document =
        new Document(
            name, utf8.length, () -> new ByteArrayInputStream(utf8), false, Optional.of(tokens));
    return new DocumentReader() {
      private boolean given;

      @Override
      public Optional<Document> next() {
        Optional<Document> next = given ? Optional.empty() : Optional.of(document);
        given = true;
        return next;
      }

      @Override
      public void close() {}
    };
  }
}
