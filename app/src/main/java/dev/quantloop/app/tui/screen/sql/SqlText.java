package dev.quantloop.app.tui.screen.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement in words and signs, as far as it has been written.
 *
 * @param tokens without comments
 * @param open whether it ends within a comment, a string or a quoted name
 */
record SqlText(List<Token> tokens, boolean open) {
  // A quotation mark that is doubled within a string parts it in two, which does no harm here.
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<comment>--[^\\n]*(?<line>\\z)?|/\\*.*?(?:\\*/|(?<block>\\z)))"
              + "|'[^']*+(?:'|(?<string>\\z))"
              + "|\"[^\"]*+(?:\"|(?<name>\\z))"
              + "|(?<word>[\\p{L}_][\\p{L}\\p{N}_]*)"
              + "|[0-9][0-9A-Za-z.]*"
              + "|\\S",
          Pattern.DOTALL);

  /** A word, or else a sign, a number or a string. */
  record Token(String text, boolean word) {
    boolean is(String other) {
      return text.equalsIgnoreCase(other);
    }
  }

  static SqlText of(String sql) {
    List<Token> tokens = new ArrayList<>();
    boolean open = false;
    Matcher matcher = TOKEN.matcher(sql);
    while (matcher.find()) {
      open =
          matcher.group("line") != null
              || matcher.group("block") != null
              || matcher.group("string") != null
              || matcher.group("name") != null;
      if (matcher.group("comment") == null) {
        tokens.add(new Token(matcher.group(), matcher.group("word") != null));
      }
    }
    return new SqlText(tokens, open);
  }

  /** Whether it can be asked as it is, or more has to follow in another line. */
  static boolean isComplete(String sql) {
    // A comment ends with its line.
    SqlText text = of(sql + "\n");
    int depth = 0;
    for (Token token : text.tokens) {
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
    }
    return !text.open && depth <= 0;
  }

  Token fromEnd(int back) {
    int index = tokens.size() - 1 - back;
    return index < 0 ? new Token("", false) : tokens.get(index);
  }
}
