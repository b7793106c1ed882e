package dev.quantloop.llama.model;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.quantloop.llama.AbortedException;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.library.LlamaLibrary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/** The vocabulary of a model. Thread-safe; usable as long as its model is open. */
public final class Tokenizer {
  // Some pre-tokenizers recurse once a character (std::regex): 8,000 letters overrun 8 MiB.
  private static final long STACK_BYTES = 512L << 20;
  private static final int PIECE_BYTES = 512;

  // Of llama_token_attr: a token has one of the six types, and may have other attributes.
  private static final int TYPES = (1 << 6) - 1;
  private static final int NORMAL = 1 << 2;

  private final LlamaLibrary library;
  private final Pointer vocabulary;

  Tokenizer(LlamaLibrary library, Pointer vocabulary) {
    this.library = library;
    this.vocabulary = vocabulary;
  }

  /**
   * The token ids of a text.
   *
   * @param addSpecial adds BOS (and what else the vocabulary adds) as llama_tokenize does
   * @param parseSpecial takes text such as {@code <|im_start|>} for the token of that name
   */
  public int[] tokenize(String text, boolean addSpecial, boolean parseSpecial) {
    return tokenize(text, addSpecial, parseSpecial, RunCutter.LONGEST_RUN);
  }

  /**
   * The same.
   *
   * @param longestRun characters of a run that are tokenized at once; the tokens do not depend on
   *     it
   */
  int[] tokenize(String text, boolean addSpecial, boolean parseSpecial, int longestRun) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    RunCutter cutter =
        new RunCutter(longestRun, part -> tokenize(part, false, parseSpecial), this::pieces, utf8);
    return onDeepStack(
        () ->
            cutter.isShort()
                ? tokenize(utf8, addSpecial, parseSpecial)
                : surrounded(cutter.tokens(), addSpecial));
  }

  /** With the special tokens that stand before and after a text. */
  private int[] surrounded(int[] tokens, boolean addSpecial) {
    int[] special = tokenize(new byte[0], addSpecial, false);
    int before = addSpecial && addsBos() ? 1 : 0;
    return Stream.of(
            Arrays.stream(special, 0, before),
            Arrays.stream(tokens),
            Arrays.stream(special, before, special.length))
        .flatMapToInt(part -> part)
        .toArray();
  }

  private int[] tokenize(byte[] utf8, boolean addSpecial, boolean parseSpecial) {
    Memory bytes = new Memory(utf8.length + 1L);
    bytes.write(0, utf8, 0, utf8.length);
    int capacity = utf8.length + 16;
    Memory ids = new Memory((long) capacity * Integer.BYTES);
    int count =
        library
            .lib()
            .llama_tokenize(
                vocabulary, bytes, utf8.length, ids, capacity, addSpecial, parseSpecial);
    if (count < 0) {
      throw new LlamaException(
          "the tokenizer needs " + -(long) count + " tokens for " + utf8.length + " bytes of text");
    }
    int[] tokens = ids.getIntArray(0, count);
    ids.close();
    bytes.close();
    return tokens;
  }

  private static <T> T onDeepStack(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(null, task, "tokenizer", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AbortedException();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new LlamaException("tokenizing failed: " + e.getCause(), e.getCause());
    }
  }

  /** Whether a chunk starts with BOS in place of its first token. */
  public boolean addsBos() {
    return library.lib().llama_vocab_get_add_bos(vocabulary);
  }

  public int bos() {
    return library.lib().llama_vocab_bos(vocabulary);
  }

  /** How many tokens there are; their ids begin with 0. */
  public int size() {
    return library.lib().llama_vocab_n_tokens(vocabulary);
  }

  /**
   * Whether a token is a piece of text, by the types that the vocabulary gives: not unknown,
   * unused, control, user-defined or a byte.
   */
  public boolean isNormal(int token) {
    return (library.lib().llama_vocab_get_attr(vocabulary, token) & TYPES) == NORMAL;
  }

  /** The text of tokens, special ones by name; bytes that are no UTF-8 become U+FFFD. */
  public String text(int[] tokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    pieces(tokens).forEach(bytes::writeBytes);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /**
   * The bytes that each token stands for, special ones by name. A character may be spread over
   * several tokens, so only all of them together are text.
   */
  public List<byte[]> pieces(int[] tokens) {
    List<byte[]> pieces = new ArrayList<>();
    Memory room = new Memory(PIECE_BYTES);
    for (int token : tokens) {
      int length = piece(token, room);
      if (length < 0) {
        room.close();
        room = new Memory(-(long) length);
        length = piece(token, room);
      }
      pieces.add(length > 0 ? room.getByteArray(0, length) : new byte[0]);
    }
    room.close();
    return pieces;
  }

  /** The length of the piece, or its negative where the room is too small. */
  private int piece(int token, Memory room) {
    return library
        .lib()
        .llama_token_to_piece(vocabulary, token, room, Math.toIntExact(room.size()), 0, true);
  }
}
