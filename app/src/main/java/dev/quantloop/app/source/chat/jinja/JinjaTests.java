package dev.quantloop.app.source.chat.jinja;

import dev.quantloop.app.source.chat.jinja.JinjaFunction.Arguments;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** Jinja's tests: what may stand behind "is". */
final class JinjaTests {
  private JinjaTests() {}

  static Predicate<Arguments> find(String name) {
    return switch (name) {
      case "defined" -> given -> !(given.first() instanceof Undefined);
      case "undefined" -> given -> given.first() instanceof Undefined;
      case "none" -> given -> given.first() instanceof None;
      case "string" -> given -> given.first() instanceof String;
      case "mapping" -> given -> given.first() instanceof Map<?, ?>;
      case "sequence", "iterable" -> given -> isIterable(given.first());
      case "boolean" -> given -> given.first() instanceof Boolean;
      case "integer" -> given -> given.first() instanceof Long;
      case "float" -> given -> given.first() instanceof Double;
      case "number" -> given -> given.first() instanceof Number || given.first() instanceof Boolean;
      case "callable" -> given -> given.first() instanceof JinjaFunction;
      case "true" -> given -> given.first().equals(true);
      case "false" -> given -> given.first().equals(false);
      case "odd" -> given -> PythonValues.whole(given.first()) % 2 != 0;
      case "even" -> given -> PythonValues.whole(given.first()) % 2 == 0;
      case "divisibleby" ->
          given -> PythonValues.arithmetic("%", given.first(), other(given)).equals(0L);
      case "lower" -> given -> isInCase(given, text -> text.toLowerCase(Locale.ROOT));
      case "upper" -> given -> isInCase(given, text -> text.toUpperCase(Locale.ROOT));
      case "eq", "equalto", "==" -> given -> PythonValues.equal(given.first(), other(given));
      case "ne", "!=" -> given -> !PythonValues.equal(given.first(), other(given));
      case "lt", "lessthan", "<" -> given -> order(given) < 0;
      case "le", "<=" -> given -> order(given) <= 0;
      case "gt", "greaterthan", ">" -> given -> order(given) > 0;
      case "ge", ">=" -> given -> order(given) >= 0;
      case "in" -> given -> PythonValues.contains(other(given), given.first());
      case "sameas" -> given -> given.first() == other(given) || given.first().equals(other(given));
      default -> throw new JinjaSyntaxException("the test '" + name + "' is not supported");
    };
  }

  private static boolean isIterable(Object value) {
    return value instanceof List<?>
        || value instanceof Map<?, ?>
        || value instanceof String
        || value instanceof Undefined;
  }

  private static boolean isInCase(
      Arguments given, java.util.function.UnaryOperator<String> change) {
    String text = PythonText.str(given.first());
    return text.equals(change.apply(text));
  }

  private static int order(Arguments given) {
    return PythonValues.compare(given.first(), other(given));
  }

  private static Object other(Arguments given) {
    Object other = given.get(1, "other");
    if (other == null) {
      throw new JinjaSyntaxException("a test lacks what it compares with");
    }
    return other;
  }
}
