package dev.quantloop.app.source.chat.jinja;

import dev.quantloop.app.source.chat.jinja.JinjaToken.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a template into tokens. As chat templates expect it, a tag on a line of its own leaves
 * nothing of that line behind (Jinja's trim_blocks and lstrip_blocks), and so does the newline at
 * the very end.
 */
final class JinjaLexer {
  private static final List<String> OPERATORS =
      List.of(
          "**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")",
          "[", "]", "{", "}", ",", ".", ":", "|");

  private final String source;
  private final List<JinjaToken> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  // Where the line began that a tag may stand on alone; after a tag on the same line there is none.
  private boolean atLineStart = true;

  private JinjaLexer(String source) {
    this.source = source;
  }

  static List<JinjaToken> tokens(String template) {
    String source = template.replace("\r\n", "\n").replace('\r', '\n');
    JinjaLexer lexer =
        new JinjaLexer(source.endsWith("\n") ? source.substring(0, source.length() - 1) : source);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (at < source.length()) {
      int tag = nextTag(at);
      text(tag);
      if (at >= source.length()) {
        break;
      }
      char kind = source.charAt(at + 1);
      if (kind == '#') {
        comment();
      } else if (kind == '{') {
        tag(Kind.BEGIN_OUTPUT, Kind.END_OUTPUT, "}}");
      } else if (!raw()) {
        tag(Kind.BEGIN_STATEMENT, Kind.END_STATEMENT, "%}");
      }
    }
    add(Kind.END, "");
  }

  private int nextTag(int from) {
    for (int i = from; i + 1 < source.length(); i++) {
      if (source.charAt(i) == '{' && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return source.length();
  }

  /** The text up to a tag, without the blanks that the tag takes away. */
  private void text(int end) {
    String text = source.substring(at, end);
    boolean isTag = end < source.length();
    char sign = isTag && end + 2 < source.length() ? source.charAt(end + 2) : ' ';
    String kept = text;
    if (isTag && sign == '-') {
      kept = text.stripTrailing();
    } else if (isTag && sign != '+' && source.charAt(end + 1) != '{') {
      kept = withoutIndent(text);
    }
    if (!kept.isEmpty()) {
      add(Kind.TEXT, kept);
    }
    skip(text.length());
  }

  private String withoutIndent(String text) {
    int start = text.lastIndexOf('\n') + 1;
    boolean alone = (start > 0 || atLineStart) && text.substring(start).isBlank();
    return alone ? text.substring(0, start) : text;
  }

  private void comment() {
    int end = source.indexOf("#}", at + 2);
    if (end < 0) {
      throw new JinjaSyntaxException("a comment does not end", line);
    }
    char sign = end == at + 2 ? ' ' : source.charAt(end - 1);
    skip(end - at);
    endTag(2, sign == '-', sign != '+');
  }

  /** Takes away what a tag's end takes away. */
  private void endTag(int length, boolean allBlanks, boolean newline) {
    int start = at + length;
    int end = start;
    if (allBlanks) {
      while (end < source.length() && Character.isWhitespace(source.charAt(end))) {
        end++;
      }
    } else if (newline && end < source.length() && source.charAt(end) == '\n') {
      end++;
    }
    atLineStart = end > start && source.charAt(end - 1) == '\n';
    skip(end - at);
  }

  /** Text in which tags mean nothing. */
  private boolean raw() {
    int[] begin = match(at, "raw");
    if (begin == null) {
      return false;
    }
    skip(begin[0] - at);
    endTag(0, begin[1] == '-', begin[1] != '+');
    for (int i = at; ; i++) {
      i = source.indexOf("{%", i);
      if (i < 0) {
        throw new JinjaSyntaxException("a raw block does not end", line);
      }
      int[] end = match(i, "endraw");
      if (end != null) {
        text(i);
        skip(end[0] - at);
        endTag(0, end[1] == '-', end[1] != '+');
        return true;
      }
    }
  }

  /** The end of a tag that consists of one word, and the sign before it. */
  private int[] match(int from, String word) {
    int i = from + 2;
    i += i < source.length() && "-+".indexOf(source.charAt(i)) >= 0 ? 1 : 0;
    i = afterBlanks(i);
    if (!source.startsWith(word, i)) {
      return null;
    }
    i = afterBlanks(i + word.length());
    char sign = i < source.length() ? source.charAt(i) : ' ';
    i += sign == '-' || sign == '+' ? 1 : 0;
    return source.startsWith("%}", i) ? new int[] {i + 2, sign} : null;
  }

  private int afterBlanks(int from) {
    int i = from;
    while (i < source.length() && Character.isWhitespace(source.charAt(i))) {
      i++;
    }
    return i;
  }

  private void tag(Kind begin, Kind end, String closing) {
    add(begin, "");
    skip(2);
    if (at < source.length() && "-+".indexOf(source.charAt(at)) >= 0) {
      skip(1);
    }
    int open = 0;
    while (true) {
      skip(afterBlanks(at) - at);
      if (at >= source.length()) {
        throw new JinjaSyntaxException("a tag does not end with " + closing, line);
      }
      char sign = source.charAt(at);
      boolean signed = (sign == '-' || sign == '+') && source.startsWith(closing, at + 1);
      if (open == 0 && (signed || source.startsWith(closing, at))) {
        add(end, "");
        boolean statement = end == Kind.END_STATEMENT;
        endTag(signed ? 3 : 2, signed && sign == '-', statement && !(signed && sign == '+'));
        return;
      }
      open += token();
    }
  }

  /** Adds a token of an expression; tells how many brackets it opens. */
  private int token() {
    char c = source.charAt(at);
    if (c == '"' || c == '\'') {
      string(c);
    } else if (isDigit(c)) {
      number();
    } else if (Character.isLetter(c) || c == '_') {
      int end = at;
      while (end < source.length()
          && (Character.isLetterOrDigit(source.charAt(end)) || source.charAt(end) == '_')) {
        end++;
      }
      take(Kind.NAME, end);
    } else {
      String operator =
          OPERATORS.stream()
              .filter(o -> source.startsWith(o, at))
              .findFirst()
              .orElseThrow(() -> new JinjaSyntaxException("unexpected '" + c + "'", line));
      take(Kind.OPERATOR, at + operator.length());
      return "([{".contains(operator) ? 1 : ")]}".contains(operator) ? -1 : 0;
    }
    return 0;
  }

  private void number() {
    int end = digits(at);
    boolean decimal = false;
    if (end + 1 < source.length() && source.charAt(end) == '.' && isDigit(source.charAt(end + 1))) {
      end = digits(end + 1);
      decimal = true;
    }
    if (end < source.length() && (source.charAt(end) | ' ') == 'e') {
      int sign = end + 1 < source.length() && "+-".indexOf(source.charAt(end + 1)) >= 0 ? 2 : 1;
      int exponent = digits(end + sign);
      if (exponent > end + sign) {
        end = exponent;
        decimal = true;
      }
    }
    String text = source.substring(at, end).replace("_", "");
    add(decimal ? Kind.DECIMAL : Kind.INTEGER, text);
    skip(end - at);
  }

  private int digits(int from) {
    int end = from;
    while (end < source.length() && (isDigit(source.charAt(end)) || source.charAt(end) == '_')) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void string(char quote) {
    int end = at + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw new JinjaSyntaxException("a string does not end", line);
    }
    add(Kind.STRING, PythonText.unescaped(source.substring(at + 1, end)));
    skip(end + 1 - at);
  }

  private void take(Kind kind, int end) {
    add(kind, source.substring(at, end));
    skip(end - at);
  }

  private void add(Kind kind, String text) {
    tokens.add(new JinjaToken(kind, text, line));
  }

  private void skip(int count) {
    for (int i = at; i < at + count; i++) {
      line += source.charAt(i) == '\n' ? 1 : 0;
    }
    at += count;
  }
}
