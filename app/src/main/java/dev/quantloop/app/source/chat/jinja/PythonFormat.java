package dev.quantloop.app.source.chat.jinja;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's two ways to put values into a text, without widths and precisions. */
final class PythonFormat {
  private static final Pattern PERCENT = Pattern.compile("%([%sdr]|.?)");
  private static final Pattern BRACES = Pattern.compile("\\{\\{|}}|\\{(\\w*)}|[{}]");

  private PythonFormat() {}

  static String percent(String format, List<?> values) {
    int[] next = {0};
    return PERCENT
        .matcher(format)
        .replaceAll(match -> Matcher.quoteReplacement(percent(match.group(1), values, next)));
  }

  private static String percent(String kind, List<?> values, int[] next) {
    if (kind.equals("%")) {
      return "%";
    } else if (!kind.matches("[sdr]")) {
      throw new JinjaSyntaxException("the format '%" + kind + "' is not supported");
    } else if (next[0] == values.size()) {
      throw new JinjaException("a format has too few values");
    }
    Object value = values.get(next[0]++);
    return kind.equals("r") ? PythonText.repr(value) : PythonText.str(value);
  }

  static String braces(String format, JinjaFunction.Arguments arguments) {
    int[] next = {0};
    return BRACES
        .matcher(format)
        .replaceAll(match -> Matcher.quoteReplacement(braces(match, arguments, next)));
  }

  private static String braces(MatchResult match, JinjaFunction.Arguments arguments, int[] next) {
    String name = match.group(1);
    if (match.group().length() == 2 && name == null) {
      return match.group().substring(1);
    } else if (name == null) {
      throw new JinjaSyntaxException("a format with more than names in braces is not supported");
    }
    boolean byPlace = name.isEmpty() || name.matches("[0-9]{1,4}");
    int place = !byPlace ? Integer.MAX_VALUE : name.isEmpty() ? next[0]++ : Integer.parseInt(name);
    Object value = arguments.get(place, name);
    if (value == null) {
      throw new JinjaException("a format has too few values");
    }
    return PythonText.str(value);
  }
}
