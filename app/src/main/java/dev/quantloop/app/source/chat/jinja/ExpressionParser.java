package dev.quantloop.app.source.chat.jinja;

import dev.quantloop.app.source.chat.jinja.JinjaFunction.Arguments;
import dev.quantloop.app.source.chat.jinja.JinjaToken.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/** Makes expressions of tokens. A method for each level of precedence, the weakest first. */
final class ExpressionParser {
  private static final Set<String> AFTER_A_TEST = Set.of("else", "or", "and", "is", "not", "if");

  private final TokenCursor tokens;

  ExpressionParser(TokenCursor tokens) {
    this.tokens = tokens;
  }

  /** An expression, or several with commas between, which make a list. */
  Expression several() {
    Expression first = expression();
    if (!tokens.peek().is(",")) {
      return first;
    }
    List<Expression> elements = new ArrayList<>(List.of(first));
    while (tokens.take(",")) {
      if (tokens.isAt(Kind.END_STATEMENT)
          || tokens.isAt(Kind.END_OUTPUT)
          || tokens.peek().is(")")) {
        break;
      }
      elements.add(expression());
    }
    return list(elements);
  }

  Expression expression() {
    Expression value = or();
    while (tokens.take("if")) {
      Expression then = value;
      Expression condition = or();
      Expression otherwise = tokens.take("else") ? expression() : scope -> new Undefined("else");
      value =
          scope -> PythonValues.truth(condition.of(scope)) ? then.of(scope) : otherwise.of(scope);
    }
    return value;
  }

  /** The same without a condition, which belongs to the loop there. */
  Expression or() {
    Expression left = and();
    while (tokens.take("or")) {
      Expression a = left;
      Expression b = and();
      left =
          scope -> {
            Object value = a.of(scope);
            return PythonValues.truth(value) ? value : b.of(scope);
          };
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.take("and")) {
      Expression a = left;
      Expression b = not();
      left =
          scope -> {
            Object value = a.of(scope);
            return PythonValues.truth(value) ? b.of(scope) : value;
          };
    }
    return left;
  }

  private Expression not() {
    if (tokens.peek().is("not") && !tokens.peek(1).is("in")) {
      tokens.next();
      Expression value = not();
      return scope -> !PythonValues.truth(value.of(scope));
    }
    return comparison();
  }

  /** Some in a row all have to hold. */
  private Expression comparison() {
    Expression first = sum();
    List<Comparison> all = new ArrayList<>();
    for (String operator = comparator(); operator != null; operator = comparator()) {
      all.add(new Comparison(operator, sum()));
    }
    return all.isEmpty()
        ? first
        : scope -> {
          Object left = first.of(scope);
          for (Comparison comparison : all) {
            Object right = comparison.right().of(scope);
            if (!comparison.holds(left, right)) {
              return false;
            }
            left = right;
          }
          return true;
        };
  }

  private record Comparison(String operator, Expression right) {
    boolean holds(Object a, Object b) {
      return switch (operator) {
        case "==" -> PythonValues.equal(a, b);
        case "!=" -> !PythonValues.equal(a, b);
        case "in" -> PythonValues.contains(b, a);
        case "not in" -> !PythonValues.contains(b, a);
        case "<" -> ordered(a, b, order -> order < 0);
        case "<=" -> ordered(a, b, order -> order <= 0);
        case ">" -> ordered(a, b, order -> order > 0);
        default -> ordered(a, b, order -> order >= 0);
      };
    }

    private static boolean ordered(Object a, Object b, IntPredicate holds) {
      return holds.test(PythonValues.compare(a, b));
    }
  }

  private String comparator() {
    if (tokens.peek().is("not") && tokens.peek(1).is("in")) {
      tokens.next();
      tokens.next();
      return "not in";
    }
    for (String operator : List.of("==", "!=", "<=", ">=", "<", ">", "in")) {
      if (tokens.take(operator)) {
        return operator;
      }
    }
    return null;
  }

  private Expression sum() {
    Expression left = concatenation();
    while (tokens.peek().is("+") || tokens.peek().is("-")) {
      left = arithmetic(tokens.next(), left, concatenation());
    }
    return left;
  }

  private static Expression arithmetic(JinjaToken operator, Expression a, Expression b) {
    return scope -> {
      try {
        Object value = PythonValues.arithmetic(operator.text(), a.of(scope), b.of(scope));
        if (value instanceof String text) {
          scope.effort().spend(text.length());
        }
        return value;
      } catch (JinjaException e) {
        throw e.at(operator.line());
      }
    };
  }

  private Expression concatenation() {
    Expression left = product();
    while (tokens.take("~")) {
      Expression a = left;
      Expression b = product();
      left =
          scope -> {
            String text = PythonText.str(a.of(scope)) + PythonText.str(b.of(scope));
            scope.effort().spend(text.length());
            return text;
          };
    }
    return left;
  }

  private Expression product() {
    Expression left = power();
    while (List.of("*", "/", "//", "%").stream().anyMatch(tokens.peek()::is)) {
      left = arithmetic(tokens.next(), left, power());
    }
    return left;
  }

  private Expression power() {
    Expression left = signed();
    while (tokens.peek().is("**")) {
      left = arithmetic(tokens.next(), left, signed());
    }
    return left;
  }

  private Expression signed() {
    return filtered(unfilteredSigned());
  }

  private Expression unfilteredSigned() {
    JinjaToken sign = tokens.peek();
    if (tokens.take("-")) {
      return arithmetic(sign, scope -> 0L, unfilteredSigned());
    } else if (tokens.take("+")) {
      return unfilteredSigned();
    }
    return postfix(primary());
  }

  private Expression primary() {
    JinjaToken token = tokens.next();
    switch (token.kind()) {
      case NAME -> {
        return name(token.text());
      }
      case STRING -> {
        StringBuilder joined = new StringBuilder(token.text());
        while (tokens.isAt(Kind.STRING)) {
          joined.append(tokens.next().text());
        }
        String text = joined.toString();
        return scope -> text;
      }
      case INTEGER, DECIMAL -> {
        Object number = number(token);
        return scope -> number;
      }
      default -> {
        if (token.is("(")) {
          return parenthesized();
        } else if (token.is("[")) {
          return list(untilBracket("]"));
        } else if (token.is("{")) {
          return map();
        }
      }
    }
    throw new JinjaSyntaxException(
        token.text().isEmpty()
            ? "an expression is not complete"
            : "'%s' is no expression".formatted(token.text()),
        token.line());
  }

  private static Object number(JinjaToken token) {
    try {
      return token.kind() == Kind.INTEGER
          ? (Object) Long.valueOf(token.text())
          : Double.valueOf(token.text());
    } catch (NumberFormatException e) {
      throw new JinjaSyntaxException("the number " + token.text() + " is too large", token.line());
    }
  }

  private static Expression name(String name) {
    return switch (name) {
      case "true", "True" -> scope -> true;
      case "false", "False" -> scope -> false;
      case "none", "None" -> scope -> None.NONE;
      default -> scope -> scope.get(name);
    };
  }

  private Expression parenthesized() {
    if (tokens.take(")")) {
      return list(List.of());
    }
    Expression inner = several();
    tokens.expect(")");
    return inner;
  }

  private List<Expression> untilBracket(String closing) {
    List<Expression> elements = new ArrayList<>();
    while (!tokens.take(closing)) {
      elements.add(expression());
      if (!tokens.peek().is(closing)) {
        tokens.expect(",");
      }
    }
    return elements;
  }

  private static Expression list(List<Expression> elements) {
    return scope -> {
      List<Object> list = new ArrayList<>(elements.size());
      elements.forEach(element -> list.add(element.of(scope)));
      return list;
    };
  }

  private Expression map() {
    Map<Expression, Expression> entries = new LinkedHashMap<>();
    while (!tokens.take("}")) {
      Expression key = expression();
      tokens.expect(":");
      entries.put(key, expression());
      if (!tokens.peek().is("}")) {
        tokens.expect(",");
      }
    }
    return scope -> {
      Map<Object, Object> map = new LinkedHashMap<>();
      entries.forEach((key, value) -> map.put(key.of(scope), value.of(scope)));
      return map;
    };
  }

  private Expression postfix(Expression start) {
    Expression value = start;
    while (true) {
      int line = tokens.line();
      if (tokens.take(".")) {
        JinjaToken name = tokens.next();
        boolean isCall = tokens.peek().is("(");
        value = isCall ? method(value, name.text(), line) : attribute(value, name);
      } else if (tokens.take("[")) {
        value = subscript(value);
      } else if (tokens.peek().is("(")) {
        value = call(value, line);
      } else {
        return value;
      }
    }
  }

  private static Expression attribute(Expression object, JinjaToken name) {
    Object key = name.kind() == Kind.INTEGER ? Long.valueOf(name.text()) : name.text();
    return scope -> located(() -> PythonValues.item(object.of(scope), key), name.line());
  }

  private Expression method(Expression object, String name, int line) {
    ArgumentList list = arguments();
    return scope -> {
      Object value = object.of(scope);
      return called(
          scope,
          line,
          () -> {
            Object own =
                value instanceof Map<?, ?> map && !PythonMethods.isOfMaps(name)
                    ? map.get(name)
                    : null;
            Arguments arguments = list.of(scope);
            return own instanceof JinjaFunction function
                ? function.call(arguments)
                : PythonMethods.call(value, name, arguments);
          });
    };
  }

  private Expression call(Expression function, int line) {
    ArgumentList list = arguments();
    return scope -> {
      Object value = function.of(scope);
      return called(
          scope,
          line,
          () -> {
            if (value instanceof JinjaFunction callable) {
              return callable.call(list.of(scope));
            } else if (value instanceof Undefined undefined) {
              throw new JinjaSyntaxException(
                  "the function %s() is not supported".formatted(undefined.name()));
            }
            throw new JinjaException(PythonValues.typeOf(value) + " can't be called");
          });
    };
  }

  /** Where a call is in the template, and what its text takes. */
  private static Object called(Scope scope, int line, Supplier<Object> work) {
    Object result = located(work, line);
    long length = result instanceof String text ? text.length() : 0;
    scope.effort().spend(Scope.Effort.A_CALL + length);
    return result;
  }

  private static Object located(Supplier<Object> work, int line) {
    try {
      return work.get();
    } catch (JinjaException e) {
      throw e.at(line);
    }
  }

  private Expression subscript(Expression object) {
    int line = tokens.line();
    Expression[] bounds = new Expression[3];
    int colons = 0;
    while (!tokens.take("]")) {
      if (tokens.take(":")) {
        colons++;
      } else {
        bounds[Math.min(2, colons)] = several();
      }
    }
    if (colons == 0 && bounds[0] != null) {
      return scope -> located(() -> PythonValues.item(object.of(scope), bounds[0].of(scope)), line);
    }
    return scope ->
        located(
            () ->
                PythonValues.slice(
                    object.of(scope),
                    bound(bounds[0], scope),
                    bound(bounds[1], scope),
                    bound(bounds[2], scope)),
            line);
  }

  private static Long bound(Expression expression, Scope scope) {
    Object value = expression == null ? None.NONE : expression.of(scope);
    return value instanceof None ? null : Long.valueOf(PythonValues.whole(value));
  }

  /** Arguments as they are written. */
  record ArgumentList(List<Expression> values, Map<String, Expression> named) {
    Arguments of(Scope scope) {
      return with(scope, List.of());
    }

    /** With some before them. */
    Arguments with(Scope scope, List<Object> first) {
      List<Object> all = new ArrayList<>(first);
      values.forEach(value -> all.add(value.of(scope)));
      Map<String, Object> byName = new LinkedHashMap<>();
      named.forEach((name, value) -> byName.put(name, value.of(scope)));
      return new Arguments(all, byName);
    }
  }

  /** In brackets; empty where there are none. */
  ArgumentList arguments() {
    List<Expression> values = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    if (tokens.take("(")) {
      while (!tokens.take(")")) {
        if (tokens.isAt(Kind.NAME) && tokens.peek(1).is("=")) {
          String name = tokens.next().text();
          tokens.next();
          named.put(name, expression());
        } else {
          values.add(expression());
        }
        if (!tokens.peek().is(")")) {
          tokens.expect(",");
        }
      }
    }
    return new ArgumentList(values, named);
  }

  private Expression filtered(Expression start) {
    Expression value = start;
    while (true) {
      if (tokens.peek().is("|")) {
        value = filter(value);
      } else if (tokens.take("is")) {
        value = test(value);
      } else if (tokens.peek().is("(")) {
        value = call(value, tokens.line());
      } else {
        return value;
      }
    }
  }

  /** From the bar on. */
  Expression filter(Expression value) {
    tokens.expect("|");
    return filterNamed(value);
  }

  /** From the name on. */
  Expression filterNamed(Expression value) {
    JinjaToken name = tokens.expect(Kind.NAME);
    ArgumentList list = arguments();
    return scope -> {
      Object first = value.of(scope);
      return called(
          scope,
          name.line(),
          () -> JinjaFilters.find(name.text()).call(list.with(scope, List.of(first))));
    };
  }

  private Expression test(Expression value) {
    boolean wanted = !tokens.take("not");
    JinjaToken name = tokens.expect(Kind.NAME);
    ArgumentList list = testArguments();
    return scope -> {
      Object first = value.of(scope);
      return located(
          () -> JinjaTests.find(name.text()).test(list.with(scope, List.of(first))) == wanted,
          name.line());
    };
  }

  /** The one argument of a test needs no brackets. */
  private ArgumentList testArguments() {
    JinjaToken next = tokens.peek();
    boolean begins =
        switch (next.kind()) {
          case STRING, INTEGER, DECIMAL -> true;
          case NAME -> !AFTER_A_TEST.contains(next.text());
          default -> next.is("[") || next.is("{");
        };
    return begins ? new ArgumentList(List.of(postfix(primary())), Map.of()) : arguments();
  }
}
