package dev.quantloop.app.source.chat.jinja;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A template that is ready to be rendered, any number of times. Thread-safe. */
public final class JinjaTemplate {
  private static final Pattern TIME_FIELD = Pattern.compile("%(-?.?)");

  private final Statement body;
  private final LocalDateTime now;

  /**
   * @param now what the template takes for the present
   * @throws JinjaSyntaxException for a template that is wrong, or uses what is not supported
   */
  public JinjaTemplate(String template, LocalDateTime now) {
    try {
      this.body = new StatementParser(JinjaLexer.tokens(template)).template();
    } catch (StackOverflowError e) {
      throw new JinjaSyntaxException("it is nested too deeply");
    }
    this.now = now;
  }

  /**
   * @param values of the names in the template, in maps, lists, strings, numbers and booleans
   * @throws RaisedException when the template refuses them
   * @throws JinjaSyntaxException when the template uses what is not supported
   * @throws JinjaException when it can't do with them
   */
  public String render(Map<String, ?> values) {
    StringBuilder out = new StringBuilder();
    Scope globals = Scope.outermost(out);
    functions().forEach(globals::set);
    Scope scope = globals.inner();
    values.forEach((name, value) -> scope.set(name, PythonValues.copy(value)));
    try {
      body.run(scope);
    } catch (StackOverflowError e) {
      throw new JinjaException("it calls itself without end");
    }
    return out.toString();
  }

  /** What was read from JSON, written as templates write it. */
  public static String json(Object value) {
    return PythonText.json(
        PythonValues.copy(value), new PythonText.JsonStyle(false, false, -1, ", ", ": "));
  }

  private Map<String, JinjaFunction> functions() {
    return Map.of(
        "namespace", JinjaNamespace::new,
        "dict", given -> new LinkedHashMap<>(given.named()),
        "range", JinjaTemplate::range,
        "strftime_now", given -> time(PythonValues.text(given.first())),
        "raise_exception",
            given -> {
              throw new RaisedException(PythonText.str(given.first()));
            });
  }

  private static List<Object> range(JinjaFunction.Arguments given) {
    List<Object> bounds = new ArrayList<>(given.values());
    if (bounds.size() == 1) {
      bounds.add(0, 0L);
    } else if (bounds.size() < 2) {
      throw new JinjaException("a range has no end");
    }
    return PythonValues.range(
        PythonValues.whole(bounds.get(0)),
        PythonValues.whole(bounds.get(1)),
        bounds.size() > 2 ? PythonValues.whole(bounds.get(2)) : 1);
  }

  private String time(String format) {
    return TIME_FIELD
        .matcher(format)
        .replaceAll(match -> Matcher.quoteReplacement(field(match.group(1))));
  }

  private String field(String letter) {
    String pattern =
        switch (letter) {
          case "Y" -> "uuuu";
          case "y" -> "uu";
          case "m" -> "MM";
          case "-m" -> "M";
          case "d" -> "dd";
          case "-d" -> "d";
          case "e" -> "ppd";
          case "B" -> "MMMM";
          case "b", "h" -> "MMM";
          case "A" -> "EEEE";
          case "a" -> "EEE";
          case "H" -> "HH";
          case "I" -> "hh";
          case "M" -> "mm";
          case "S" -> "ss";
          case "p" -> "a";
          case "j" -> "DDD";
          case "F" -> "uuuu-MM-dd";
          case "T" -> "HH:mm:ss";
          case "Z", "z" -> "";
          case "%" -> "'%'";
          default ->
              throw new JinjaSyntaxException("the date format %" + letter + " is not supported");
        };
    return pattern.isEmpty() ? "" : DateTimeFormatter.ofPattern(pattern, Locale.US).format(now);
  }
}
