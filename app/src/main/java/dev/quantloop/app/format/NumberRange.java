package dev.quantloop.app.format;

/**
 * Whole numbers that make sense for something.
 *
 * @param least the smallest
 * @param most the largest
 */
public record NumberRange(int least, int most) {
  /**
   * Reads one of them.
   *
   * @throws IllegalArgumentException that says what the text should be
   */
  public int parse(String text) {
    if (text.matches("[+-]?\\d{1,18}")) {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return (int) value;
      }
    }
    throw new IllegalArgumentException("'%s' is not a whole number from %s".formatted(text, this));
  }

  /** As "1 to 512". */
  @Override
  public String toString() {
    return least + " to " + most;
  }
}
