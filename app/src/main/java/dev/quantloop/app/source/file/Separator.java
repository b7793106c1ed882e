package dev.quantloop.app.source.file;

import dev.quantloop.app.source.ReadingReport.Matter;
import dev.quantloop.app.source.SourceOption;
import dev.quantloop.app.source.SourceSpec;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where one document in a text ends and the next begins.
 *
 * @param pattern finds the lines
 * @param between whether such a line belongs to neither document; else it begins the next
 * @param afterBlank whether the line before must be blank
 * @param matter how it is reported
 */
record Separator(Pattern pattern, boolean between, boolean afterBlank, Matter matter) {
  private static final String NONE = "none";
  private static final Separator END_OF_TEXT =
      new Separator(line("<|endoftext|>"), true, false, Matter.CUT_AT_END_OF_TEXT);

  /** As in WikiText: one equals sign; sections have more. */
  private static final Separator TITLE =
      new Separator(Pattern.compile("^ ?= [^=\\s].* = ?$"), false, true, Matter.CUT_AT_TITLES);

  private static final Pattern SECTION = Pattern.compile("^ ?= ?= .* = ?= ?$");

  /**
   * What the user says, or else what is known by name and occurs.
   *
   * @param begin of the text
   */
  static Optional<Separator> of(SourceSpec spec, String begin) {
    return spec.option(SourceOption.SEPARATOR)
        .map(Separator::given)
        .orElseGet(
            () ->
                begin.contains(" = ") || begin.contains("<|endoftext|>")
                    ? known(begin.lines().toList())
                    : Optional.empty());
  }

  private static Optional<Separator> given(String text) {
    if (text.equals(NONE)) {
      return Optional.empty();
    }
    boolean expression = text.startsWith("^");
    Pattern pattern = expression ? Pattern.compile(text) : line(text);
    return Optional.of(new Separator(pattern, !expression, false, Matter.CUT_AT_SEPARATOR));
  }

  private static Pattern line(String text) {
    return Pattern.compile("^" + Pattern.quote(text) + "[ \\t]*$");
  }

  private static Optional<Separator> known(List<String> lines) {
    boolean blank = true;
    boolean atBegin = true;
    boolean titles = false;
    boolean first = false;
    boolean sections = false;
    for (String line : lines) {
      if (END_OF_TEXT.isAt(line, blank)) {
        return Optional.of(END_OF_TEXT);
      }
      boolean title = TITLE.isAt(line, blank);
      titles |= title;
      first |= title && atBegin;
      sections |= blank && SECTION.matcher(line).find();
      blank = line.isBlank();
      atBegin &= blank;
    }
    return titles && (first || sections) ? Optional.of(TITLE) : Optional.empty();
  }

  boolean isAt(String line, boolean afterBlankLine) {
    return (afterBlankLine || !afterBlank) && pattern.matcher(line).find();
  }
}
