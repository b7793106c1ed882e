package dev.quantloop.app.source.chat.jinja;

import dev.quantloop.app.source.chat.jinja.JinjaFunction.Arguments;
import dev.quantloop.app.source.chat.jinja.JinjaToken.Kind;
import dev.quantloop.app.source.chat.jinja.Statement.End;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes statements of tokens. */
final class StatementParser {
  // No name in a template is like this.
  private static final String TEXT_OF_BODY = "(text)";

  private final TokenCursor tokens;
  private final ExpressionParser expressions;

  StatementParser(List<JinjaToken> tokens) {
    this.tokens = new TokenCursor(tokens);
    this.expressions = new ExpressionParser(this.tokens);
  }

  Statement template() {
    Statement all = until(Set.of());
    if (!tokens.isAt(Kind.END)) {
      throw tokens.unexpected("the end of the template");
    }
    return all;
  }

  /** What comes before a tag of one of these names, whose beginning is taken as well. */
  private Statement until(Set<String> ends) {
    List<Statement> all = new ArrayList<>();
    while (!tokens.isAt(Kind.END)) {
      JinjaToken token = tokens.next();
      switch (token.kind()) {
        case TEXT -> all.add(text(token.text()));
        case BEGIN_OUTPUT -> all.add(output());
        default -> {
          if (tokens.isAt(Kind.NAME) && ends.contains(tokens.peek().text())) {
            return sequence(all);
          }
          all.add(statement(tokens.expect(Kind.NAME)));
        }
      }
    }
    if (!ends.isEmpty()) {
      throw tokens.unexpected(String.join(" or ", ends.stream().sorted().toList()));
    }
    return sequence(all);
  }

  private static Statement sequence(List<Statement> all) {
    return scope -> {
      for (Statement statement : all) {
        End end = statement.run(scope);
        if (end != End.NORMAL) {
          return end;
        }
      }
      return End.NORMAL;
    };
  }

  private static Statement text(String text) {
    return scope -> {
      scope.write(text);
      return End.NORMAL;
    };
  }

  private Statement output() {
    int line = tokens.line();
    Expression value = expressions.several();
    tokens.expect(Kind.END_OUTPUT);
    return located(
        line,
        scope -> {
          scope.write(PythonText.str(value.of(scope)));
          return End.NORMAL;
        });
  }

  private static Statement located(int line, Statement statement) {
    return scope -> {
      try {
        return statement.run(scope);
      } catch (JinjaException e) {
        throw e.at(line);
      }
    };
  }

  private Statement statement(JinjaToken name) {
    Statement statement =
        switch (name.text()) {
          case "if" -> condition();
          case "for" -> loop();
          case "set" -> assignment();
          case "macro" -> macro();
          case "call" -> call();
          case "filter" -> filter();
          case "generation" -> body("endgeneration");
          case "break" -> leave(End.BREAK);
          case "continue" -> leave(End.CONTINUE);
          default ->
              throw new JinjaSyntaxException(
                  "the tag '" + name.text() + "' is not supported", name.line());
        };
    return located(name.line(), statement);
  }

  private void endTag() {
    tokens.expect(Kind.END_STATEMENT);
  }

  /** From the end of a tag to the end of the one that belongs to it. */
  private Statement body(String end) {
    endTag();
    Statement body = until(Set.of(end));
    tokens.next();
    endTag();
    return body;
  }

  private Statement leave(End end) {
    endTag();
    return scope -> end;
  }

  private Statement condition() {
    Expression test = expressions.several();
    endTag();
    Statement then = until(Set.of("elif", "else", "endif"));
    Statement otherwise =
        switch (tokens.next().text()) {
          case "elif" -> condition();
          case "else" -> body("endif");
          default -> {
            endTag();
            yield scope -> End.NORMAL;
          }
        };
    return scope -> PythonValues.truth(test.of(scope)) ? then.run(scope) : otherwise.run(scope);
  }

  private Statement loop() {
    List<String> names = names();
    tokens.expect("in");
    Expression values = expressions.or();
    Expression test = tokens.take("if") ? expressions.expression() : null;
    if (tokens.peek().is("recursive")) {
      throw new JinjaSyntaxException("recursive loops are not supported", tokens.line());
    }
    endTag();
    Statement body = until(Set.of("else", "endfor"));
    Statement otherwise = scope -> End.NORMAL;
    if (tokens.next().is("else")) {
      otherwise = body("endfor");
    } else {
      endTag();
    }
    return new Loop(names, values, test, body, otherwise);
  }

  private List<String> names() {
    boolean brackets = tokens.take("(");
    List<String> names = new ArrayList<>();
    do {
      names.add(tokens.expect(Kind.NAME).text());
    } while (tokens.take(","));
    if (brackets) {
      tokens.expect(")");
    }
    return names;
  }

  private Statement assignment() {
    if (tokens.peek(1).is(".")) {
      String namespace = tokens.next().text();
      tokens.next();
      String name = tokens.expect(Kind.NAME).text();
      tokens.expect("=");
      return assigned(
          expressionToEnd(), (scope, value) -> namespace(scope, namespace).put(name, value));
    }
    List<String> names = names();
    if (tokens.take("=")) {
      return assigned(expressionToEnd(), (scope, value) -> Loop.assign(names, value, scope));
    }
    return block(names.get(0));
  }

  private Expression expressionToEnd() {
    Expression value = expressions.several();
    endTag();
    return value;
  }

  /** Gives a value to what stands before the equals sign. */
  private interface Target {
    void set(Scope scope, Object value);
  }

  private static Statement assigned(Expression value, Target target) {
    return scope -> {
      target.set(scope, value.of(scope));
      return End.NORMAL;
    };
  }

  private static Map<Object, Object> namespace(Scope scope, String name) {
    if (scope.get(name) instanceof JinjaNamespace namespace) {
      return namespace;
    }
    throw new JinjaException("'" + name + "' is not a namespace");
  }

  /** The text of a body becomes the value. */
  private Statement block(String name) {
    Expression value = scope -> scope.get(TEXT_OF_BODY);
    while (tokens.peek().is("|")) {
      value = expressions.filter(value);
    }
    Expression result = value;
    Statement body = body("endset");
    return scope -> {
      scope.set(name, result.of(withText(scope, body)));
      return End.NORMAL;
    };
  }

  private static Scope withText(Scope scope, Statement body) {
    StringBuilder out = new StringBuilder();
    body.run(scope.writingTo(out));
    Scope inner = scope.inner();
    inner.set(TEXT_OF_BODY, out.toString());
    return inner;
  }

  private Statement filter() {
    Expression value = expressions.filterNamed(scope -> scope.get(TEXT_OF_BODY));
    while (tokens.peek().is("|")) {
      value = expressions.filter(value);
    }
    Expression result = value;
    Statement body = body("endfilter");
    return scope -> {
      scope.write(PythonText.str(result.of(withText(scope, body))));
      return End.NORMAL;
    };
  }

  private Statement macro() {
    String name = tokens.expect(Kind.NAME).text();
    Map<String, Expression> parameters = parameters();
    Statement body = body("endmacro");
    return scope -> {
      scope.set(name, function(name, parameters, body, scope));
      return End.NORMAL;
    };
  }

  /** Names in brackets, with what they are where nothing is given, or null. */
  private Map<String, Expression> parameters() {
    Map<String, Expression> parameters = new LinkedHashMap<>();
    if (tokens.take("(")) {
      while (!tokens.take(")")) {
        String parameter = tokens.expect(Kind.NAME).text();
        parameters.put(parameter, tokens.take("=") ? expressions.expression() : null);
        if (!tokens.peek().is(")")) {
          tokens.expect(",");
        }
      }
    }
    return parameters;
  }

  private static JinjaFunction function(
      String name, Map<String, Expression> parameters, Statement body, Scope scope) {
    return given -> {
      StringBuilder out = new StringBuilder();
      Scope inner = scope.writingTo(out);
      if (given.values().size() > parameters.size()) {
        throw new JinjaException("the macro " + name + " is given too many arguments");
      }
      int index = 0;
      for (Map.Entry<String, Expression> parameter : parameters.entrySet()) {
        Object value = given.get(index++, parameter.getKey());
        if (value == null) {
          Expression otherwise = parameter.getValue();
          value = otherwise == null ? new Undefined(parameter.getKey()) : otherwise.of(inner);
        }
        inner.set(parameter.getKey(), value);
      }
      Object caller = given.named().get("caller");
      if (caller != null) {
        inner.set("caller", caller);
      }
      body.run(inner);
      return out.toString();
    };
  }

  /** Calls a macro that can call the body in turn. */
  private Statement call() {
    Map<String, Expression> parameters = parameters();
    int line = tokens.line();
    String macro = tokens.expect(Kind.NAME).text();
    ExpressionParser.ArgumentList list = expressions.arguments();
    Statement body = body("endcall");
    return scope -> {
      if (!(scope.get(macro) instanceof JinjaFunction callable)) {
        throw new JinjaSyntaxException("there is no macro " + macro, line);
      }
      Arguments arguments = list.of(scope);
      Map<String, Object> named = new LinkedHashMap<>(arguments.named());
      named.put("caller", function("caller", parameters, body, scope));
      scope.write(PythonText.str(callable.call(new Arguments(arguments.values(), named))));
      return End.NORMAL;
    };
  }
}
