package dev.quantloop.app.source.chat.jinja;

import dev.quantloop.app.source.chat.jinja.JinjaToken.Kind;
import java.util.List;

/** Goes through the tokens of a template. */
final class TokenCursor {
  private final List<JinjaToken> tokens;
  private int at;

  TokenCursor(List<JinjaToken> tokens) {
    this.tokens = tokens;
  }

  JinjaToken peek() {
    return tokens.get(at);
  }

  JinjaToken peek(int ahead) {
    return tokens.get(Math.min(at + ahead, tokens.size() - 1));
  }

  JinjaToken next() {
    JinjaToken token = peek();
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  int line() {
    return peek().line();
  }

  boolean isAt(Kind kind) {
    return peek().kind() == kind;
  }

  /** Takes an operator or a name if it is the next. */
  boolean take(String word) {
    boolean is = peek().is(word);
    at += is ? 1 : 0;
    return is;
  }

  void expect(String word) {
    if (!take(word)) {
      throw unexpected("'" + word + "'");
    }
  }

  JinjaToken expect(Kind kind) {
    if (!isAt(kind)) {
      throw unexpected(kind == Kind.NAME ? "a name" : "the end of the tag");
    }
    return next();
  }

  JinjaSyntaxException unexpected(String wanted) {
    JinjaToken token = peek();
    String found =
        switch (token.kind()) {
          case END -> "the end of the template";
          case END_STATEMENT, END_OUTPUT -> "the end of the tag";
          default -> "'" + token.text() + "'";
        };
    return new JinjaSyntaxException(wanted + " is expected, not " + found, token.line());
  }
}
