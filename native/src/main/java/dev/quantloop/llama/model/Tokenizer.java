package dev.quantloop.llama.model;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.quantloop.llama.AbortedException;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.library.LlamaLibrary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;

/** The vocabulary of a model. Thread-safe; usable as long as its model is open. */
public final class Tokenizer {
  // Some pre-tokenizers recurse once a character (std::regex): 8,000 letters overrun 8 MiB.
  private static final long STACK_BYTES = 512L << 20;
  private static final int LONGEST_RUN = 200_000;
  private static final int PIECE_BYTES = 512;

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
    return onDeepStack(
        () -> {
          List<int[]> parts = new ArrayList<>();
          boolean first = true;
          for (String part : splitLongRuns(text)) {
            parts.add(tokenizePart(part, addSpecial && first, parseSpecial));
            first = false;
          }
          return parts.size() == 1
              ? parts.get(0)
              : parts.stream().flatMapToInt(IntStream::of).toArray();
        });
  }

  private int[] tokenizePart(String text, boolean addSpecial, boolean parseSpecial) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
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

  /** Cuts runs without white space that would overrun even the deep stack. */
  static List<String> splitLongRuns(String text) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = Character.isWhitespace(text.charAt(i)) ? 0 : run + 1;
      if (run >= LONGEST_RUN && !Character.isHighSurrogate(text.charAt(i))) {
        parts.add(text.substring(start, i + 1));
        start = i + 1;
        run = 0;
      }
    }
    if (start < text.length() || parts.isEmpty()) {
      parts.add(text.substring(start));
    }
    return parts;
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

  int size() {
    return library.lib().llama_vocab_n_tokens(vocabulary);
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
