package dev.quantloop.app.source;

import dev.quantloop.app.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A source as the user writes it: {@code NAME[:DOMAIN]=PATH[,PATH…][;KEY=VALUE…]}. A path is a
 * file, a directory or a glob, or begins with a {@link SourceScheme}.
 *
 * @param name what the source is called; letters, digits, dot, dash and underscore
 * @param domain what kind of text it is; the name where nothing else is said
 * @param paths as written
 * @param options what is said of all paths
 */
public record SourceSpec(
    String name, String domain, List<String> paths, Map<SourceOption, String> options) {
  /** The syntax, for help texts. */
  public static final String SYNTAX = "NAME[:DOMAIN]=PATH[,PATH...][;KEY=VALUE...]";

  private static final Pattern FORM =
      Pattern.compile("([^:=/]*)(?::([^=/]*))?=(.*)", Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");
  private static final Pattern OPTION =
      Pattern.compile("(?<!\\\\);(?:([a-z][a-z_-]*)=|(strict)(?=;|$))");
  private static final Pattern FIRST_WORD =
      Pattern.compile("(['\"]?)(.*?)\\1((?:\\s.*)?)", Pattern.DOTALL);
  private static final Pattern ESCAPED = Pattern.compile("\\\\;(?=[a-z][a-z_-]*=|strict(?:;|$))");
  private static final Pattern TO_ESCAPE = Pattern.compile(";(?=[a-z][a-z_-]*=|strict(?:;|$))");

  public SourceSpec {
    paths = List.copyOf(paths);
    Map<SourceOption, String> sorted = new EnumMap<>(SourceOption.class);
    sorted.putAll(options);
    options = Collections.unmodifiableMap(sorted);
  }

  /** Without options. */
  public SourceSpec(String name, String domain, List<String> paths) {
    this(name, domain, paths, Map.of());
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
    Parts parts = Parts.of(form.group(3), true);
    if (parts.paths.isEmpty()) {
      throw new UsageException("the source " + name + " has no path: " + text);
    }
    parts.options.forEach((option, value) -> option.require(value));
    parts.options.keySet().forEach(option -> option.requireEffect(parts.paths));
    return new SourceSpec(name, domain, parts.paths, parts.options);
  }

  /**
   * A source on record.
   *
   * @param origin as {@link #origin} gave it; what is no option is a path, as in older records
   */
  public static SourceSpec ofOrigin(String name, String domain, String origin) {
    Parts parts = Parts.of(origin, false);
    return new SourceSpec(name, domain, parts.paths, parts.options);
  }

  /** What stands after the name and the equals sign. */
  private record Parts(List<String> paths, Map<SourceOption, String> options) {
    static Parts of(String text, boolean onlyKnown) {
      List<MatchResult> found =
          OPTION.matcher(text).results().filter(key -> isKnown(key, text, onlyKnown)).toList();
      Map<SourceOption, String> options = new EnumMap<>(SourceOption.class);
      for (int i = 0; i < found.size(); i++) {
        int end = i + 1 < found.size() ? found.get(i + 1).start() : text.length();
        String value = unescaped(text.substring(found.get(i).end(), end));
        put(options, SourceOption.of(key(found.get(i))).orElseThrow(), value);
      }
      int end = found.isEmpty() ? text.length() : found.get(0).start();
      String all = unescaped(text.substring(0, end));
      List<String> paths =
          new ArrayList<>(
              SourceScheme.of(all).takesWords() ? List.of(all) : List.of(all.split(",")));
      paths.removeIf(String::isBlank);
      return new Parts(paths, options);
    }

    private static boolean isKnown(MatchResult found, String text, boolean onlyKnown) {
      boolean known = SourceOption.of(key(found)).isPresent();
      if (!known && onlyKnown) {
        throw unknown(key(found), text);
      }
      return known;
    }

    private static String key(MatchResult found) {
      return found.group(1) == null ? found.group(2) : found.group(1);
    }

    /** {@code ;strict} alone says yes. */
    private static void put(Map<SourceOption, String> options, SourceOption option, String value) {
      String meant = option == SourceOption.STRICT && value.isEmpty() ? "yes" : value;
      String other = options.put(option, meant);
      if (other != null && !other.equals(meant)) {
        throw new UsageException(
            "%s is given twice: %s and %s".formatted(option.key(), other, meant));
      }
    }

    private static UsageException unknown(String key, String text) {
      return new UsageException(
          "a source has no option %s; did you mean %s? (write \\; for a semicolon in a file's name): %s"
              .formatted(key, SourceOption.nearest(key).key(), text));
    }
  }

  private static String escaped(String text) {
    return TO_ESCAPE.matcher(text).replaceAll("\\\\;");
  }

  private static String unescaped(String text) {
    return ESCAPED.matcher(text).replaceAll(";");
  }

  /**
   * Parses several; a name that comes twice gets the paths of both, and one with several languages
   * becomes a source for each.
   *
   * @param meant the path that a user means by a word
   */
  public static List<SourceSpec> parseAll(List<String> texts, UnaryOperator<String> meant) {
    Map<String, SourceSpec> byName = new LinkedHashMap<>();
    for (String text : texts) {
      SourceSpec spec = parse(text).withPaths(meant);
      byName.merge(spec.name, spec, SourceSpec::plus);
    }
    return byLanguage(byName.values());
  }

  /** Those with several languages as a source for each, called NAME-LANGUAGE. */
  public static List<SourceSpec> byLanguage(Collection<SourceSpec> specs) {
    List<SourceSpec> all = specs.stream().flatMap(spec -> spec.byLanguage().stream()).toList();
    Set<String> names = new HashSet<>();
    for (SourceSpec spec : all) {
      if (!names.add(spec.name)) {
        throw new UsageException("two sources are called " + spec.name + "; rename one");
      }
    }
    return all;
  }

  /** The same with the names of its files written in another way. */
  public SourceSpec withPaths(UnaryOperator<String> change) {
    Map<SourceOption, String> changed = new EnumMap<>(SourceOption.class);
    changed.putAll(options);
    changed.computeIfPresent(SourceOption.TEXT, (option, file) -> change.apply(file));
    return new SourceSpec(
        name, domain, paths.stream().map(path -> changed(path, change)).toList(), changed);
  }

  private static String changed(String path, UnaryOperator<String> change) {
    SourceScheme scheme = SourceScheme.of(path);
    return switch (scheme) {
      case FILES -> change.apply(path);
      case LOGITS -> scheme.prefix() + change.apply(scheme.rest(path));
      case PROGRAM -> scheme.prefix() + withProgram(scheme.rest(path), change);
      default -> path;
    };
  }

  /** The first word is a file where it has a slash or is there; else it is on the PATH. */
  private static String withProgram(String words, UnaryOperator<String> change) {
    Matcher first = FIRST_WORD.matcher(words);
    if (!first.matches()) {
      return words;
    }
    String quote = first.group(1);
    String program = first.group(2);
    boolean isFile = program.contains("/") || Files.exists(Path.of(program));
    return quote + (isFile ? change.apply(program) : program) + quote + first.group(3);
  }

  /** A source for each language that it names several of, called NAME-LANGUAGE. */
  public List<SourceSpec> byLanguage() {
    List<String> languages =
        option(SourceOption.LANGS).stream()
            .flatMap(langs -> Stream.of(langs.split("\\s*,\\s*")))
            .filter(language -> !language.isEmpty())
            .distinct()
            .toList();
    return languages.size() < 2 ? List.of(this) : languages.stream().map(this::ofLanguage).toList();
  }

  private SourceSpec ofLanguage(String language) {
    Map<SourceOption, String> own = new EnumMap<>(options);
    own.put(SourceOption.LANGS, language);
    String suffix = "-" + word("language", language, toString());
    return new SourceSpec(name + suffix, domain + suffix, paths, own);
  }

  /** With options where it says nothing itself and they have an effect. */
  public SourceSpec withDefaults(Map<SourceOption, String> defaults) {
    Map<SourceOption, String> all = new EnumMap<>(SourceOption.class);
    defaults.forEach(
        (option, value) -> {
          option.require(value);
          if (suits(option)) {
            all.put(option, value);
          }
        });
    all.putAll(options);
    return new SourceSpec(name, domain, paths, all);
  }

  /** Whether an option has an effect on one of its paths. */
  public boolean suits(SourceOption option) {
    return paths.stream().map(SourceScheme::of).anyMatch(option::suits);
  }

  /** The same with another option, or another value of it. */
  public SourceSpec with(SourceOption option, String value) {
    Map<SourceOption, String> all = new EnumMap<>(SourceOption.class);
    all.putAll(options);
    all.put(option, value);
    return new SourceSpec(name, domain, paths, all);
  }

  /** The file of logits that its text comes with, where it is of such a file. */
  public Optional<Path> logits() {
    return paths.stream()
        .filter(path -> SourceScheme.of(path) == SourceScheme.LOGITS)
        .map(SourceScheme.LOGITS::rest)
        .map(Path::of)
        .findFirst();
  }

  /** An option's value, where it is given. */
  public Optional<String> option(SourceOption option) {
    return Optional.ofNullable(options.get(option));
  }

  /** The value of an option that is a number. */
  public long number(SourceOption option, long otherwise) {
    return option(option).map(Long::parseLong).orElse(otherwise);
  }

  /** Which side of the split it serves. */
  public SourceUse use() {
    return SourceUse.of(this);
  }

  /** Whether files that are not text are refused. */
  public boolean strict() {
    return says(SourceOption.STRICT);
  }

  /** Whether it says yes to an option. */
  public boolean says(SourceOption option) {
    return option(option).filter("yes"::equals).isPresent();
  }

  /** Its paths that are files, directories or globs. */
  public List<String> files() {
    return paths.stream().filter(path -> SourceScheme.of(path) == SourceScheme.FILES).toList();
  }

  /** Whether all its paths are files, directories or globs. */
  public boolean isFiles() {
    return files().size() == paths.size();
  }

  /** The same with the mere names of files, for those whom directories are no business of. */
  public SourceSpec withoutDirectories() {
    return withPaths(path -> path.replaceFirst("^.*/(?=[^/])", ""));
  }

  /** Paths and options, as {@link #ofOrigin} reads them. */
  public String origin() {
    StringBuilder text = new StringBuilder(escaped(String.join(",", paths)));
    options.forEach(
        (option, value) ->
            text.append(';').append(option.key()).append('=').append(escaped(value)));
    return text.toString();
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return name + (domain.equals(name) ? "" : ":" + domain) + "=" + origin();
  }

  private SourceSpec plus(SourceSpec more) {
    if (!domain.equals(more.domain)) {
      throw new UsageException(
          "the source " + name + " is given two domains: " + domain + " and " + more.domain);
    }
    if (!options.equals(more.options)) {
      throw new UsageException(
          "the source "
              + name
              + " is given twice with different options; give one of them another"
              + " name");
    }
    List<String> all = new ArrayList<>(paths);
    all.addAll(more.paths);
    return new SourceSpec(name, domain, all, options);
  }

  private static String word(String what, String word, String text) {
    if (!WORD.matcher(word).matches()) {
      throw new UsageException(
          "'" + word + "' can't be the " + what + " of a source (letters, digits, . _ -): " + text);
    }
    return word;
  }
}
