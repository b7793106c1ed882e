package dev.quantloop.app.source;

import static dev.quantloop.app.source.SourceScheme.FILES;
import static dev.quantloop.app.source.SourceScheme.HUB;
import static dev.quantloop.app.source.SourceScheme.LOGITS;
import static dev.quantloop.app.source.SourceScheme.PLUGIN;
import static dev.quantloop.app.source.SourceScheme.PROGRAM;
import static dev.quantloop.app.source.SourceScheme.RANDOM;
import static dev.quantloop.app.source.SourceScheme.STDIN;

import dev.quantloop.app.UsageException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * What can be said of a source behind its paths, {@code ;KEY=VALUE}, and by a flag of that name.
 */
public enum SourceOption {
  FIELD(
      "Where a record's text is: names and numbers joined by dots, such as a.b.0.c; else text or"
          + " content.",
      Set.of(FILES, STDIN, HUB, PLUGIN, PROGRAM),
      text -> {}),
  MESSAGES(
      "Where a record's chat is, a list of messages; else messages or conversations.",
      Set.of(FILES, STDIN, HUB, PLUGIN, PROGRAM),
      text -> {}),
  SEPARATOR(
      "What separates documents in a text: a line as it stands, which is left out, or a regular"
          + " expression that begins with ^ and finds the first line of each; none keeps a file"
          + " whole.",
      Set.of(FILES, STDIN),
      SourceOption::requirePattern),
  FORMAT(
      "What files are whose names do not tell: jsonl, json, csv, tsv, parquet or text.",
      Set.of(FILES, STDIN),
      SourceOption::requireFormat),
  LANGS(
      "Languages, joined by commas; several make a source of each, called NAME-LANGUAGE.",
      Set.of(HUB, PLUGIN, PROGRAM),
      text -> {}),
  SAMPLES(
      "How many documents to take at most.",
      Set.of(FILES, STDIN, HUB, PLUGIN, PROGRAM),
      SourceOption::requireCount),
  SKIP(
      "How many documents to leave out at the beginning.",
      Set.of(FILES, STDIN, HUB, PLUGIN, PROGRAM),
      SourceOption::requireCount),
  CONFIG(
      "The configuration of a dataset; {lang} stands for the language.", Set.of(HUB), text -> {}),
  SPLIT("The split of a dataset, such as train; else train.", Set.of(HUB), text -> {}),
  REVISION("The commit that a dataset is to be at.", Set.of(HUB), text -> {}),
  TIMEOUT(
      "Seconds in which a program or plugin may give nothing; 60 by default.",
      Set.of(PLUGIN, PROGRAM),
      SourceOption::requireSeconds),
  SEED("Chooses the random tokens; 1 by default.", Set.of(RANDOM), SourceOption::requireCount),
  TEXT(
      "The text that logits were computed on, for an HDF5 file without its tokens.",
      Set.of(LOGITS),
      text -> {}),
  STRICT(
      "Refuse a source with files that are not text, instead of passing them over: yes or no.",
      Set.of(FILES),
      SourceOption::requireYesOrNo),
  SPECIAL(
      "Take names of special tokens in the text for these tokens, as --parse-special says it for all"
          + " sources: yes or no.",
      Set.of(FILES, STDIN, HUB, PLUGIN, PROGRAM),
      SourceOption::requireYesOrNo),
  USE(
      "What a source serves alone: evaluation or calibration; both where nothing is said.",
      Set.of(SourceScheme.values()),
      SourceOption::requireUse),
  LIMIT(
      "How many broken records are passed over before the source is refused; 100 by default.",
      Set.of(FILES, STDIN, HUB, PLUGIN, PROGRAM),
      SourceOption::requireCount);

  static final List<String> FORMATS = List.of("jsonl", "json", "csv", "tsv", "parquet", "text");

  private final String help;
  private final Set<SourceScheme> schemes;
  private final Consumer<String> check;

  SourceOption(String help, Set<SourceScheme> schemes, Consumer<String> check) {
    this.help = help;
    this.schemes = schemes;
    this.check = check;
  }

  /** As it is written: {@code field}. */
  public String key() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** A sentence for help texts. */
  public String help() {
    return help;
  }

  /** Whether commands have a flag of that name for all their sources. */
  public boolean isFlag() {
    return !Set.of(CONFIG, SPLIT, REVISION, TIMEOUT, SEED, TEXT, SPECIAL, USE, LIMIT)
        .contains(this);
  }

  /** Whether it says something about paths of that kind. */
  public boolean suits(SourceScheme scheme) {
    return schemes.contains(scheme);
  }

  static Optional<SourceOption> of(String key) {
    return Arrays.stream(values()).filter(option -> option.key().equals(key)).findFirst();
  }

  /** The one that was most likely meant. */
  static SourceOption nearest(String key) {
    return Arrays.stream(values())
        .min(Comparator.comparingInt(option -> distance(option.key(), key)))
        .orElseThrow();
  }

  /**
   * @throws UsageException when the value can't be one of this option
   */
  void require(String value) {
    if (value.isEmpty()) {
      throw new UsageException(key() + " has no value: write ;" + key() + "=VALUE");
    }
    check.accept(value);
  }

  void requireEffect(List<String> paths) {
    if (paths.stream().map(SourceScheme::of).noneMatch(schemes::contains)) {
      String those =
          Arrays.stream(SourceScheme.values())
              .filter(schemes::contains)
              .map(SourceScheme::label)
              .collect(Collectors.joining(", "));
      throw new UsageException(
          "%s has no effect on %s; it is for %s"
              .formatted(key(), SourceScheme.of(paths.get(0)).label(), those));
    }
  }

  private static void requireCount(String value) {
    if (!value.matches("[0-9]{1,18}")) {
      throw new UsageException("not a whole number: " + value);
    }
  }

  private static void requireSeconds(String value) {
    if (!value.matches("[1-9][0-9]{0,5}")) {
      throw new UsageException("not a number of seconds from 1 to 999999: " + value);
    }
  }

  private static void requireYesOrNo(String value) {
    if (!value.equals("yes") && !value.equals("no")) {
      throw new UsageException("write yes or no, not " + value);
    }
  }

  private static void requireUse(String value) {
    if (!value.equals("evaluation") && !value.equals("calibration")) {
      throw new UsageException("use is evaluation or calibration, not " + value);
    }
  }

  private static void requireFormat(String value) {
    if (!FORMATS.contains(value)) {
      throw new UsageException(
          "the format " + value + " is not known; it is one of " + String.join(", ", FORMATS));
    }
  }

  private static void requirePattern(String value) {
    try {
      Pattern.compile(value.startsWith("^") ? value : "");
    } catch (PatternSyntaxException e) {
      throw new UsageException(
          "the separator " + value + " is not a regular expression: " + e.getDescription());
    }
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
