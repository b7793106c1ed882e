package dev.quantloop.llama.model;

import dev.quantloop.llama.gguf.GgufFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The places at which a text can be cut so that the tokens of its parts, one after the other, are
 * those of the whole.
 *
 * <p>No token of the vocabulary, and so no merge on the way to one, has the two characters at such
 * a place side by side; special tokens included, of which none touches it. So whatever is done to
 * one side never has to do with the other, provided that the text is taken apart alike, for which
 * {@link VocabularyKind} has the rules. On top of that, the neighbourhood of each place is
 * tokenized together and apart, which shows where a newer tokenizer does what is not known here.
 *
 * <p>Safe to be used by several threads.
 */
final class Seams {
  private static final int NEIGHBOURHOOD = 64;

  // Token types in GGUF files.
  private static final int UNKNOWN = 2;
  private static final int USER_DEFINED = 4;

  private final VocabularyKind kind;
  private final TokenPairs pairs = new TokenPairs();
  private final List<List<byte[]>> specialByFirst = new ArrayList<>();
  private final List<List<byte[]>> specialByLast = new ArrayList<>();

  private Seams(VocabularyKind kind) {
    this.kind = kind;
    for (int i = 0; i < 256; i++) {
      specialByFirst.add(new ArrayList<>());
      specialByLast.add(new ArrayList<>());
    }
  }

  /** Reads the vocabulary of a model's file. */
  static Seams of(GgufFile header) {
    List<String> tokens =
        header.metadata().sequence("tokenizer.ggml.tokens").map(header::strings).orElse(List.of());
    long[] types =
        header
            .metadata()
            .sequence("tokenizer.ggml.token_type")
            .map(header::integers)
            .orElse(new long[0]);
    boolean escaped =
        header.metadata().text("tokenizer.ggml.model").filter("rwkv"::equals).isPresent();
    Seams seams = new Seams(VocabularyKind.of(header, tokens));
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      seams.add(token, isSpecial(token, i < types.length ? types[i] : 0));
      if (escaped) {
        seams.pairs.add(VocabularyKind.unescaped(token));
      }
    }
    return seams;
  }

  /** Also by its name: llama.cpp knows some special tokens by theirs. */
  private static boolean isSpecial(String token, long type) {
    return type >= UNKNOWN && type <= USER_DEFINED || token.startsWith("<") && token.endsWith(">");
  }

  private void add(String token, boolean special) {
    byte[] utf8 = token.getBytes(StandardCharsets.UTF_8);
    if (special && utf8.length > 0) {
      specialByFirst.get(utf8[0] & 0xff).add(utf8);
      specialByLast.get(utf8[utf8.length - 1] & 0xff).add(utf8);
    }
    if (special || kind != VocabularyKind.WORD_PIECES) {
      pairs.add(utf8);
    }
    byte[] bytes = kind == VocabularyKind.WORDS ? ByteLetters.bytes(token) : null;
    if (bytes != null) {
      pairs.add(bytes);
    }
  }

  /** Whether there is any such place. */
  boolean exist() {
    return kind != VocabularyKind.UNKNOWN;
  }

  /** Bytes before a piece that are tokenized with it, as what the piece starts with is special. */
  int context(byte[] text, int at) {
    return kind.needsContext() && at > 0 ? at - CharacterBytes.startBefore(text, at) : 0;
  }

  /**
   * Whether a text can be cut at a place, as far as the rules go.
   *
   * @param length bytes of the text that are known, of more than a special token after the place
   */
  boolean isAt(byte[] text, int at, int length) {
    return CharacterBytes.isStart(text[at])
        && kind.mayCut(text, at, length)
        && !pairs.joins(text, at, length)
        && specialByLast.get(text[at - 1] & 0xff).stream()
            .noneMatch(special -> stands(special, text, at - special.length, length))
        && specialByFirst.get(text[at] & 0xff).stream()
            .noneMatch(special -> stands(special, text, at, length));
  }

  private static boolean stands(byte[] special, byte[] text, int at, int length) {
    int end = at + special.length;
    return at >= 0 && end <= length && Arrays.equals(special, 0, special.length, text, at, end);
  }

  /** Whether the tokens around a place are the same whether the text is cut there or not. */
  boolean isProved(byte[] text, int at, int length, PieceTokenizer tokenizer) {
    int from = Math.max(0, at - NEIGHBOURHOOD);
    while (!CharacterBytes.isStart(text[from])) {
      from++;
    }
    int to = CharacterBytes.endOf(text, Math.min(at + NEIGHBOURHOOD, length) - 1, length);
    int[] together = tokenizer.tokens(new Piece(Arrays.copyOfRange(text, from, to), 0));
    int[] left = tokenizer.tokens(new Piece(Arrays.copyOfRange(text, from, at), 0));
    int context = context(text, at);
    if (!Arrays.equals(left, 0, left.length, together, 0, Math.min(left.length, together.length))) {
      return false;
    }
    int[] right = tokenizer.tokens(new Piece(Arrays.copyOfRange(text, at - context, to), context));
    return Arrays.equals(right, 0, right.length, together, left.length, together.length);
  }

  /**
   * A part of a text.
   *
   * @param context bytes at its beginning that belong to the piece before; their tokens do not
   *     count
   */
  record Piece(byte[] utf8, int context) {}

  /** Gives the tokens of a piece. */
  @FunctionalInterface
  interface PieceTokenizer {
    int[] tokens(Piece piece);
  }
}
