package dev.quantloop.llama.model;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.quantloop.llama.AbortedException;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.Seams.Piece;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The vocabulary of a model. Thread-safe; usable as long as its model is open. */
public final class Tokenizer {
  private static final int PIECE_BYTES = 512;

  /**
   * Each thread keeps room for a text of so many bytes; making room takes as long as a short one.
   */
  private static final int KEPT_BYTES = 32 << 10;

  private static final int SPARE_TOKENS = 16; // for what stands before and after the text

  private static final ThreadLocal<Room> KEPT_ROOM =
      ThreadLocal.withInitial(() -> new Room(KEPT_BYTES, KEPT_BYTES + SPARE_TOKENS, true));

  // Of llama_token_attr: a token has one of the six types, and may have other attributes.
  private static final int TYPES = (1 << 6) - 1;
  private static final int NORMAL = 1 << 2;
  private static final int CONTROL = 1 << 3;

  private final LlamaLibrary library;
  private final Pointer vocabulary;
  private final GgufFile header;
  private Seams seams;

  /**
   * @param header of the file that the vocabulary is from
   */
  Tokenizer(LlamaLibrary library, Pointer vocabulary, GgufFile header) {
    this.library = library;
    this.vocabulary = vocabulary;
    this.header = header;
  }

  /**
   * The token ids of a text of any length, tokenized on all cores.
   *
   * @param addSpecial adds BOS (and what else the vocabulary adds) as llama_tokenize does
   * @param parseSpecial takes text such as {@code <|im_start|>} for the token of that name
   */
  public int[] tokenize(String text, boolean addSpecial, boolean parseSpecial) {
    InputStream utf8 = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    List<int[]> ids = new ArrayList<>();
    try {
      new TextTokenizer(this, Runtime.getRuntime().availableProcessors())
          .tokenize(utf8, addSpecial, parseSpecial, bytes -> {}, ids::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return TextTokenizer.joined(ids);
  }

  /** Where texts can be cut. */
  synchronized Seams seams() {
    if (seams == null) {
      seams = Seams.of(header);
    }
    return seams;
  }

  /**
   * The tokens of a piece of a text, without special ones around them and without those of its
   * context.
   *
   * @param longestRun characters of a run that are tokenized at once; the tokens do not depend on
   *     it
   */
  int[] tokens(Piece piece, boolean parseSpecial, int longestRun) {
    int[] tokens = tokens(piece.utf8(), parseSpecial, longestRun);
    if (piece.context() == 0) {
      return tokens;
    }
    int[] context = tokenize(piece.utf8(), piece.context(), false, parseSpecial);
    if (tokens.length < context.length
        || !Arrays.equals(context, 0, context.length, tokens, 0, context.length)) {
      throw new LlamaException(
          "a token reaches over a place where none should: please report this with the text");
    }
    return Arrays.copyOfRange(tokens, context.length, tokens.length);
  }

  private int[] tokens(byte[] utf8, boolean parseSpecial, int longestRun) {
    if (utf8.length > longestRun) {
      RunCutter cutter =
          new RunCutter(
              longestRun,
              part -> tokenize(part, part.length, false, parseSpecial),
              this::pieces,
              utf8);
      if (!cutter.isShort()) {
        return cutter.tokens();
      }
    }
    return tokenize(utf8, utf8.length, false, parseSpecial);
  }

  /** The special tokens that stand before and after a text. */
  record Surrounding(int[] before, int[] after) {}

  Surrounding surrounding() {
    byte[] letter = {'a'};
    int[] plain = tokenize(letter, 1, false, false);
    int[] special = tokenize(letter, 1, true, false);
    int before = 0;
    while (!Arrays.equals(plain, Arrays.copyOfRange(special, before, before + plain.length))) {
      before++;
    }
    return new Surrounding(
        Arrays.copyOf(special, before),
        Arrays.copyOfRange(special, before + plain.length, special.length));
  }

  private int[] tokenize(byte[] utf8, int length, boolean addSpecial, boolean parseSpecial) {
    if (Thread.currentThread().isInterrupted()) {
      throw new AbortedException();
    }
    Room room =
        length <= KEPT_BYTES ? KEPT_ROOM.get() : new Room(length, length + SPARE_TOKENS, false);
    room.text.write(0, utf8, 0, length);
    int count = tokenize(room, length, addSpecial, parseSpecial);
    if (count < 0) {
      // Where the vocabulary lacks what stands for a space, it takes three tokens, a byte each.
      room.release();
      room = new Room(length, Math.negateExact(count), false);
      room.text.write(0, utf8, 0, length);
      count = tokenize(room, length, addSpecial, parseSpecial);
    }
    int[] tokens = room.ids.getIntArray(0, count);
    room.release();
    return tokens;
  }

  /** Returns how many tokens there are; negative where there are more than there is room for. */
  private int tokenize(Room room, int length, boolean addSpecial, boolean parseSpecial) {
    int capacity = Math.toIntExact(room.ids.size() / Integer.BYTES);
    return library
        .lib()
        .llama_tokenize(
            vocabulary, room.text, length, room.ids, capacity, addSpecial, parseSpecial);
  }

  /** Native memory for a text and its ids. */
  private record Room(Memory text, Memory ids, boolean kept) {
    Room(int bytes, int tokens, boolean kept) {
      this(new Memory(bytes + 1L), new Memory((long) tokens * Integer.BYTES), kept);
    }

    void release() {
      if (!kept) {
        text.close();
        ids.close();
      }
    }
  }

  /** Whether a chunk starts with BOS in place of its first token. */
  public boolean addsBos() {
    return library.lib().llama_vocab_get_add_bos(vocabulary);
  }

  public int bos() {
    return library.lib().llama_vocab_bos(vocabulary);
  }

  /** The token that ends a text. */
  public int eos() {
    return library.lib().llama_vocab_eos(vocabulary);
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

  /** Whether a token is a control token, such as {@code <|im_start|>}, by its type. */
  public boolean isControl(int token) {
    return (library.lib().llama_vocab_get_attr(vocabulary, token) & CONTROL) != 0;
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
