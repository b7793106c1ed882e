package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.experiment.BaselineFile;
import java.util.Collection;
import java.util.Optional;

/** NameSuggestions for experiments and sources that nobody has thought of. */
final class NameSuggestions {
  private NameSuggestions() {}

  /** After the model, or nothing before there is one. */
  static String suggested(Lookups found) {
    return found
        .model()
        .file()
        .map(BaselineFile::name)
        .map(name -> name.replaceFirst("(?i)[-._](f16|bf16|f32|fp16|fp32)$", ""))
        .map(name -> word(name, "mine"))
        .map(name -> free(name, found.names()))
        .orElse("");
  }

  /** The name, or with the first of -2, -3 … that makes it another. */
  static String free(String name, Collection<String> taken) {
    if (!taken.contains(name)) {
      return name;
    }
    String stem = name.replaceFirst("-\\d{1,6}$", "");
    int number = 2;
    while (taken.contains(stem + "-" + number)) {
      number++;
    }
    return stem + "-" + number;
  }

  /**
   * A source of which only a path was written, with a name before it.
   *
   * @param taken names of other sources
   */
  static Optional<String> named(String source, Collection<String> taken) {
    if (source.isEmpty() || source.contains("=")) {
      return Optional.empty();
    }
    String first = source.split(",")[0].replaceFirst("/+$", "");
    String file = first.substring(first.lastIndexOf('/') + 1);
    String name = word(file.replaceFirst("\\.[A-Za-z]+$", ""), "text");
    return Optional.of(free(name, taken) + "=" + source);
  }

  /** The text with nothing in it that a name may not have. */
  private static String word(String text, String otherwise) {
    String word = text.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[^A-Za-z0-9]+|-+$", "");
    return word.isEmpty() ? otherwise : word;
  }
}
