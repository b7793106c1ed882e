package dev.quantloop.llama.gguf;

/** One metadata value of a GGUF file. */
public sealed interface GgufValue {

  /** An integer of any width; {@code UINT64} values above 2^63−1 come out negative. */
  record Whole(GgufScalarType type, long value) implements GgufValue {}

  /** A floating-point number. */
  record Real(GgufScalarType type, double value) implements GgufValue {}

  /** A truth value. */
  record Bool(boolean value) implements GgufValue {}

  /** Text, UTF-8 in the file. */
  record Text(String value) implements GgufValue {}

  /**
   * Text that is too long to be kept, and stays in the file.
   *
   * @param bytes its length
   */
  record LongText(long bytes) implements GgufValue {}

  /**
   * An array, whose elements stay in the file until {@link GgufFile#strings} and its kin ask for
   * them: a vocabulary has 150,000 entries that most readers never look at.
   *
   * @param elementType what its elements are
   * @param count how many
   * @param offset bytes from the start of the file to the first
   * @param bytes that all elements take together
   */
  record Sequence(GgufScalarType elementType, long count, long offset, long bytes)
      implements GgufValue {}
}
