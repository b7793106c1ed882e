package dev.quantloop.tracker.export;

/** Text in XML and HTML. */
final class Markup {
  private Markup() {}

  /** What XML has no place for becomes U+FFFD. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            character -> {
              switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isAllowed(character) ? character : 0xFFFD);
              }
            });
    return escaped.toString();
  }

  private static boolean isAllowed(int character) {
    return character == '\t'
        || character == '\n'
        || (character >= 0x20
            && !Character.isISOControl(character)
            && (character < 0xD800 || character > 0xDFFF)
            && character != 0xFFFE
            && character != 0xFFFF);
  }
}
