package dev.quantloop.app.source.hub;

import dev.quantloop.app.UserException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/**
 * The split to read.
 *
 * @param name which one
 * @param byColumn whether it holds other languages, too, so that a column has to tell
 */
record SplitChoice(SplitName name, boolean byColumn) {
  private static final String LANGUAGE = "{lang}";
  private static final int SHOWN = 30;

  /** How a name tells of a language, the surest way first. */
  private static final List<BiPredicate<String, String>> WAYS =
      List.of(
          String::equals,
          String::equalsIgnoreCase,
          (name, language) -> hasPart(name, ".*[._-]%s", language),
          (name, language) -> hasPart(name, "(?:.*[._-])?%s[._-].*", language));

  /**
   * @param config as the user writes it; {@code {lang}} stands for the language
   * @param split likewise
   * @param language "" for none
   * @throws UserException that lists what there is, when the words do not lead to one split
   */
  static SplitChoice of(
      String dataset,
      SplitList list,
      Optional<String> config,
      Optional<String> split,
      String language) {
    Optional<String> wantedConfig = config.map(text -> text.replace(LANGUAGE, language));
    Optional<String> wantedSplit = split.map(text -> text.replace(LANGUAGE, language));
    Optional<String> ofLanguage =
        language.isEmpty() || config.isPresent()
            ? Optional.empty()
            : match(dataset, "config", list.configs(), language);
    String chosenConfig =
        chosen(
            dataset,
            "config",
            list.configs(),
            wantedConfig.or(() -> ofLanguage),
            "default",
            language,
            wantedConfig.flatMap(list::trouble));
    List<String> splits = list.splitsOf(chosenConfig);
    Optional<String> splitOfLanguage =
        language.isEmpty() || split.isPresent() || ofLanguage.isPresent()
            ? Optional.empty()
            : match(dataset, "split", splits, language);
    String chosenSplit =
        chosen(
            dataset + " (config " + chosenConfig + ")",
            "split",
            splits,
            wantedSplit.or(() -> splitOfLanguage),
            "train",
            "",
            Optional.empty());
    boolean told =
        language.isEmpty()
            || tells(chosenConfig, language)
            || tells(chosenSplit, language)
            || config.filter(text -> text.contains(LANGUAGE)).isPresent()
            || split.filter(text -> text.contains(LANGUAGE)).isPresent();
    return new SplitChoice(new SplitName(chosenConfig, chosenSplit), !told);
  }

  private static String chosen(
      String dataset,
      String kind,
      List<String> names,
      Optional<String> wanted,
      String usual,
      String language,
      Optional<String> trouble) {
    if (wanted.isPresent()) {
      if (!names.contains(wanted.get())) {
        throw new UserException(
            trouble
                .map(
                    why ->
                        "%s: the config %s can't be read: %s".formatted(dataset, wanted.get(), why))
                .orElseGet(
                    () ->
                        "%s has no %s %s; it has: %s"
                            .formatted(dataset, kind, wanted.get(), shown(names))));
      }
      return wanted.get();
    } else if (names.size() == 1) {
      return names.get(0);
    } else if (names.contains(usual)) {
      return usual;
    }
    throw new UserException(
        names.isEmpty()
            ? "%s has no %s that can be read".formatted(dataset, kind)
            : "%s has %s; write %s= one of: %s"
                .formatted(
                    dataset,
                    language.isEmpty()
                        ? "several " + kind + "s"
                        : "no " + kind + " for the language " + language,
                    kind,
                    shown(names)));
  }

  private static boolean tells(String name, String language) {
    return WAYS.stream().anyMatch(way -> way.test(name, language));
  }

  private static Optional<String> match(
      String dataset, String kind, List<String> names, String language) {
    for (BiPredicate<String, String> way : WAYS) {
      List<String> found = names.stream().filter(name -> way.test(name, language)).toList();
      if (found.size() > 1) {
        throw new UserException(
            "%s has several %ss for %s; write %s= one of: %s"
                .formatted(dataset, kind, language, kind, shown(found)));
      } else if (found.size() == 1) {
        return Optional.of(found.get(0));
      }
    }
    return Optional.empty();
  }

  private static boolean hasPart(String name, String form, String language) {
    return Pattern.compile(form.formatted(Pattern.quote(language)), Pattern.CASE_INSENSITIVE)
        .matcher(name)
        .matches();
  }

  private static String shown(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
    return names.size() > SHOWN ? "%s and %d more".formatted(first, names.size() - SHOWN) : first;
  }
}
