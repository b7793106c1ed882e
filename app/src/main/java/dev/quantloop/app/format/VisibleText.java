package dev.quantloop.app.format;

/** Text in which what would command a terminal is spelled out. */
public final class VisibleText {
  private VisibleText() {}

  /**
   * The text with an escape such as {@code \u001b}, as JSON and bash write it, in the place of each
   * control character other than newline and tab, of each sign that changes the direction of what
   * follows, and of halves of characters.
   */
  public static String of(String text) {
    if (text.codePoints().noneMatch(VisibleText::isCommand)) {
      return text;
    }
    StringBuilder visible = new StringBuilder();
    text.codePoints()
        .forEach(
            character -> {
              if (isCommand(character)) {
                visible.append("\\u%04x".formatted(character));
              } else {
                visible.appendCodePoint(character);
              }
            });
    return visible.toString();
  }

  private static boolean isCommand(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL -> character != '\n' && character != '\t';
      case Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      case Character.FORMAT -> isDirection(character);
      default -> false;
    };
  }

  /** Marks, embeddings, overrides and isolates; joiners, which scripts and emoji need, are not. */
  private static boolean isDirection(int character) {
    return character == 0x061C
        || (character >= 0x200E && character <= 0x200F)
        || (character >= 0x202A && character <= 0x202E)
        || (character >= 0x2066 && character <= 0x2069);
  }
}
