package dev.quantloop.app.source;

import dev.quantloop.app.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A source as the user writes it: {@code NAME[:DOMAIN]=PATH[,PATH…]}, each path a file, a directory
 * or a glob.
 *
 * @param name what the source is called; letters, digits, dot, dash and underscore
 * @param domain what kind of text it is; the name where nothing else is said
 * @param paths as written
 */
public record SourceSpec(String name, String domain, List<String> paths) {
  /** The syntax, for help texts. */
  public static final String SYNTAX = "NAME[:DOMAIN]=PATH[,PATH...]";

  private static final Pattern FORM =
      Pattern.compile("([^:=/]*)(?::([^=/]*))?=(.*)", Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

  public SourceSpec {
    paths = List.copyOf(paths);
  }

  public static SourceSpec parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new UsageException(
          "a source is written "
              + SYNTAX
              + ", for example code=src/**/*.java; this is not: "
              + text);
    }
    String name = word("name", form.group(1), text);
    String domain = form.group(2) == null ? name : word("domain", form.group(2), text);
    List<String> paths = new ArrayList<>(List.of(form.group(3).split(",")));
    paths.removeIf(String::isBlank);
    if (paths.isEmpty()) {
      throw new UsageException("the source " + name + " has no path: " + text);
    }
    return new SourceSpec(name, domain, paths);
  }

  /**
   * Parses several; a name that comes twice gets the paths of both.
   *
   * @param meant the path that a user means by a word
   */
  public static List<SourceSpec> parseAll(List<String> texts, UnaryOperator<String> meant) {
    Map<String, SourceSpec> byName = new LinkedHashMap<>();
    for (String text : texts) {
      SourceSpec spec = parse(text).withPaths(meant);
      byName.merge(spec.name, spec, SourceSpec::plus);
    }
    return List.copyOf(byName.values());
  }

  /** The same with its paths written in another way. */
  public SourceSpec withPaths(UnaryOperator<String> change) {
    return new SourceSpec(name, domain, paths.stream().map(change).toList());
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return name + (domain.equals(name) ? "" : ":" + domain) + "=" + String.join(",", paths);
  }

  private SourceSpec plus(SourceSpec more) {
    if (!domain.equals(more.domain)) {
      throw new UsageException(
          "the source " + name + " is given two domains: " + domain + " and " + more.domain);
    }
    List<String> all = new ArrayList<>(paths);
    all.addAll(more.paths);
    return new SourceSpec(name, domain, all);
  }

  private static String word(String what, String word, String text) {
    if (!WORD.matcher(word).matches()) {
      throw new UsageException(
          "'" + word + "' can't be the " + what + " of a source (letters, digits, . _ -): " + text);
    }
    return word;
  }
}
