package dev.quantloop.llama.model;

import dev.quantloop.llama.gguf.GgufFile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How a vocabulary's tokenizer takes a text apart, as far as it matters for where a text can be cut
 * without changing its tokens.
 */
enum VocabularyKind {
  /**
   * SentencePiece's byte pairs, RWKV and PLaMo: tokens are looked for all over a text, so a place
   * is safe if no token has the two characters there side by side.
   */
  CHARACTERS,

  /** Unigrams: as above, but what is no known character is normalized and merged. */
  UNIGRAMS,

  /** WordPiece: words are apart at white space, and ideographs are words. */
  WORD_PIECES,

  /**
   * Byte pairs: the text is cut into words by regular expressions, which differ; in each word,
   * tokens are looked for as with {@link #CHARACTERS}.
   */
  WORDS,

  /** Not known, or what a token is depends on what is far away. */
  UNKNOWN;

  private static final String DNA = "<dna>";

  static VocabularyKind of(GgufFile header, List<String> tokens) {
    return switch (header.metadata().text("tokenizer.ggml.model").orElse("")) {
      case "llama", "rwkv", "plamo2" -> CHARACTERS;
      case "t5" -> UNIGRAMS;
      case "bert" -> WORD_PIECES;
      case "gpt2", "gemma4", "whitespace" -> tokens.contains(DNA) ? UNKNOWN : WORDS;
      default -> UNKNOWN;
    };
  }

  /** Whether a text is normalized at its start, so that a piece needs what stands before it. */
  boolean needsContext() {
    return this == CHARACTERS || this == UNIGRAMS;
  }

  /** Whether a text may be cut at a place if no token has the characters there side by side. */
  boolean mayCut(byte[] text, int at, int length) {
    int start = CharacterBytes.startBefore(text, at);
    int left = CharacterBytes.codePoint(text, start, at);
    int right = CharacterBytes.codePoint(text, at, length);
    return switch (this) {
      // White space may be stripped after a special token. A byte order mark is dropped at a start.
      case CHARACTERS -> !isSpace(left) && right != 0xfeff;
      case UNIGRAMS -> isPlainWord(left) && right == ' ' && isPlainWord(after(text, at, length));
      case WORD_PIECES ->
          !isSpace(left) && (right == ' ' || right == '\n')
              || isIdeograph(left) && isIdeograph(right);
      case WORDS ->
          isWordEnd(left, right, after(text, at, length))
              || isLineEnd(text, start, left) && Character.isLetter(right);
      case UNKNOWN -> false;
    };
  }

  private static int after(byte[] text, int at, int length) {
    int end = CharacterBytes.endOf(text, at, length);
    return end < length ? CharacterBytes.codePoint(text, end, length) : ' ';
  }

  /**
   * Every regular expression of llama.cpp ends a match before a single blank, or before a comma or
   * a full stop after a letter or digit, or goes on over that place and over all that is alike on
   * both sides, so that it goes on alike where it starts there. What comes before does not depend
   * on what follows: that is so only for white space at the end.
   */
  private static boolean isWordEnd(int left, int right, int next) {
    return right == ' '
        ? !isSpace(left) && !isSpace(next)
        : ".,。，、".indexOf(right) >= 0 && Character.isLetterOrDigit(left);
  }

  /** A single newline, since what becomes of several may depend on what follows them. */
  private static boolean isLineEnd(byte[] text, int start, int left) {
    if (left != '\n' || start == 0) {
      return false;
    }
    return !isSpace(CharacterBytes.codePoint(text, CharacterBytes.startBefore(text, start), start));
  }

  private static boolean isSpace(int character) {
    return character <= ' '
        || Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || Character.isISOControl(character);
  }

  private static boolean isPlainWord(int character) {
    return character < 128 && Character.isLetterOrDigit(character);
  }

  private static boolean isIdeograph(int character) {
    return character >= 0x4e00 && character <= 0x9fff;
  }

  /** The bytes of text that a token of RWKV stands for. */
  static byte[] unescaped(String token) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < token.length(); i++) {
      char letter = token.charAt(i);
      if (letter != '\\' || i + 1 == token.length()) {
        bytes.writeBytes(token.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      letter = token.charAt(++i);
      if (letter == 'x' && i + 2 < token.length()) {
        bytes.write(Integer.parseInt(token.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.write(letter == 't' ? '\t' : letter == 'n' ? '\n' : letter == 'r' ? '\r' : letter);
      }
    }
    return bytes.toByteArray();
  }
}
