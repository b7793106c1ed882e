package dev.quantloop.app.corpus;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.Document;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.app.source.SourceUse;
import dev.quantloop.app.source.WithoutLastNewline;
import dev.quantloop.llama.file.FileFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Reads the documents of a source, turns them into tokens and finds out what the split and the
 * report have to know of them. Memory does not grow with the length of the texts. Used by one
 * thread.
 */
public final class SourceReading {
  /** Documents up to this many bytes are tokenized side by side, so many bytes at once. */
  private static final int BLOCK_BYTES = 1 << 20;

  private static final int BLOCK_DOCUMENTS = 4096;

  /** Longer documents are not held in memory, nor are their ids cached. */
  private static final int LARGE_BYTES = 16 << 20;

  /** For more documents their signatures would take too much memory. */
  private static final int MOST_SIGNATURES = 250_000;

  private final DocumentTokenizer tokenizer;
  private final TokenCache cache;
  private final TokenSpool spool;
  private final long wantedTokens;
  private final LongConsumer progress;

  private final List<ReadDocument> documents = new ArrayList<>();
  private final long[] scripts = new long[UnicodeScript.values().length];
  private long bytes;
  private long characters;
  private boolean cut;

  /** Documents whose tokens are still to be found, all of one kind. */
  private final List<Waiting> waiting = new ArrayList<>();

  private int waitingBytes;

  private record Waiting(Document document, byte[] text, TextFacts facts) {}

  /**
   * @param spool takes the tokens
   * @param wantedTokens no more are read than it takes to have as many
   * @param progress told of the bytes of text that were read
   */
  public SourceReading(
      DocumentTokenizer tokenizer,
      TokenCache cache,
      TokenSpool spool,
      long wantedTokens,
      LongConsumer progress) {
    this.tokenizer = tokenizer;
    this.cache = cache;
    this.spool = spool;
    this.wantedTokens = wantedTokens;
    this.progress = progress;
  }

  /**
   * Reads a source.
   *
   * @throws UserException when there is no document, or one can't be read
   */
  public ReadSource read(String name, DocumentReader reader) {
    boolean complete = false;
    while (!complete && !cut && spool.size() < wantedTokens) {
      Optional<Document> next = reader.next();
      next.ifPresent(this::add);
      complete = next.isEmpty();
    }
    flush();
    if (documents.isEmpty()) {
      throw new UserException("the source " + name + " has no text");
    }
    return new ReadSource(
        name, documents, spool, bytes, characters, scripts(), SourceUse.BOTH, complete && !cut);
  }

  /**
   * Reads a source as one text, a newline between two documents, as llama.cpp's tools take files:
   * with the token that the vocabulary puts in front of a text, and without a newline at the very
   * end. A token that stands across a seam belongs to the document before it.
   */
  public ReadSource readJoined(String name, DocumentReader reader) {
    DocumentStream text = new DocumentStream(reader, scripts);
    if (text.isEmpty()) {
      throw new UserException("the source " + name + " has no text");
    }
    if (text.isIds()) {
      throw new UserException(
          "the source " + name + " consists of tokens, not of text: split it by document");
    }
    tokenizer.tokens(
        new WithoutLastNewline(text),
        text.parseSpecial(),
        (tokens, count) -> {
          if (spool.size() == 0 && count > 0) {
            begin(text);
          }
          for (int i = 0; i < count; i++) {
            text.passToken(tokenizer.bytes(tokens[i]));
          }
          spool.append(tokens, count);
          progress.accept(text.bytes());
          cut = spool.size() >= wantedTokens;
          return !cut;
        });
    return new ReadSource(
        name,
        text.documents(spool.size()),
        spool,
        text.bytes(),
        text.characters(),
        scripts(),
        SourceUse.BOTH,
        !cut);
  }

  /** What the vocabulary puts in front of a text counts to its first document. */
  private void begin(DocumentStream text) {
    int[] first = tokenizer.beginning();
    for (int i = 0; i < first.length; i++) {
      text.passToken(0);
    }
    spool.append(first, first.length);
  }

  private Map<UnicodeScript, Long> scripts() {
    Map<UnicodeScript, Long> counted = new HashMap<>();
    for (UnicodeScript script : UnicodeScript.values()) {
      if (scripts[script.ordinal()] > 0) {
        counted.put(script, scripts[script.ordinal()]);
      }
    }
    return counted;
  }

  private void add(Document document) {
    bytes += bytes > 0 ? 1 : 0;
    TextFacts facts = new TextFacts(scripts);
    if (document.tokens().isPresent()) {
      flush();
      scan(document, facts);
      int[] tokens = document.tokens().get();
      append(document, facts, tokens);
    } else if (document.bytes() <= LARGE_BYTES) {
      byte[] text = scan(document, facts);
      if (!fitsWaiting(document)) {
        flush();
      }
      waiting.add(new Waiting(document, text, facts));
      waitingBytes += text.length;
      if (waitingBytes >= BLOCK_BYTES || waiting.size() >= BLOCK_DOCUMENTS) {
        flush();
      }
    } else {
      flush();
      stream(document, facts);
    }
    progress.accept(bytes);
  }

  private boolean fitsWaiting(Document document) {
    return waiting.isEmpty()
        || document.bytes() <= BLOCK_BYTES
            && waiting.get(0).document().parseSpecial() == document.parseSpecial();
  }

  private byte[] scan(Document document, TextFacts facts) {
    try (InputStream text = document.text().get()) {
      byte[] all = text.readAllBytes();
      facts.accept(all, 0, all.length);
      bytes += facts.bytes();
      return all;
    } catch (IOException e) {
      throw unreadable(document, e);
    }
  }

  private static UserException unreadable(Document document, IOException failure) {
    return new UserException(
        "can't read " + document.name() + ": " + FileFailure.reason(failure), failure);
  }

  private void flush() {
    if (waiting.isEmpty()) {
      return;
    }
    boolean parseSpecial = waiting.get(0).document().parseSpecial();
    List<String> hashes = waiting.stream().map(one -> one.facts().sha256()).toList();
    String key = TokenCache.key(tokenizer.key(), parseSpecial, hashes);
    Optional<List<int[]>> known = cache.find(key, waiting.size());
    List<int[]> tokens =
        known.orElseGet(
            () -> tokenizer.tokens(waiting.stream().map(Waiting::text).toList(), parseSpecial));
    if (known.isEmpty()) {
      cache.put(key, tokens);
    }
    for (int i = 0; i < waiting.size(); i++) {
      Waiting one = waiting.get(i);
      append(one.document(), one.facts(), hashes.get(i), tokens.get(i));
    }
    waiting.clear();
    waitingBytes = 0;
  }

  private void append(Document document, TextFacts facts, int[] tokens) {
    append(document, facts, Sha256.of(tokens, 0, tokens.length), tokens);
  }

  private void append(Document document, TextFacts facts, String sha256, int[] tokens) {
    long first = spool.size();
    spool.append(tokens, tokens.length);
    record(document, facts, sha256, first);
  }

  private void record(Document document, TextFacts facts, String sha256, long first) {
    characters += facts.characters();
    documents.add(
        new ReadDocument(
            document.name(),
            sha256,
            facts.bytes(),
            first,
            spool.size() - first,
            documents.size() < MOST_SIGNATURES ? facts.signature() : null));
  }

  /** A long text, of which no more is read than is wanted. */
  private void stream(Document document, TextFacts facts) {
    long first = spool.size();
    try (InputStream text = facts.passing(document.text().get())) {
      tokenizer.tokens(
          text,
          document.parseSpecial(),
          (tokens, count) -> {
            spool.append(tokens, count);
            progress.accept(bytes + facts.bytes());
            cut = spool.size() >= wantedTokens;
            return !cut;
          });
    } catch (IOException | UncheckedIOException e) {
      throw new UserException("can't read " + document.name() + ": " + e.getMessage(), e);
    }
    bytes += facts.bytes();
    record(document, facts, facts.sha256(), first);
  }
}
