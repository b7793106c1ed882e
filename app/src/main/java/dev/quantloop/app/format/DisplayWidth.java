package dev.quantloop.app.format;

import java.util.ArrayList;
import java.util.List;

/** Columns that text takes on a terminal. */
public final class DisplayWidth {
  /** Emoji of the basic plane, among its signs and arrows, most of which are narrow. */
  private static final String WIDE_SIGNS =
      "\u231A\u231B\u23E9\u23EA\u23EB\u23EC\u23F0\u23F3\u25FD\u25FE\u2614\u2615\u2648\u2649\u264A"
          + "\u264B\u264C\u264D\u264E\u264F\u2650\u2651\u2652\u2653\u267F\u2693\u26A1\u26AA\u26AB\u26BD"
          + "\u26BE\u26C4\u26C5\u26CE\u26D4\u26EA\u26F2\u26F3\u26F5\u26FA\u26FD\u2705\u270A\u270B\u2728"
          + "\u274C\u274E\u2753\u2754\u2755\u2757\u2795\u2796\u2797\u27B0\u27BF\u2B1B\u2B1C\u2B50\u2B55";

  private DisplayWidth() {}

  public static int of(String text) {
    return text.codePoints().map(DisplayWidth::of).sum();
  }

  /** The text, with spaces after it up to the width. */
  public static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - of(text)));
  }

  /** The text, with spaces before it up to the width. */
  public static String padLeft(String text, int width) {
    return " ".repeat(Math.max(0, width - of(text))) + text;
  }

  /** The text, or as much of its beginning as fits with an ellipsis. */
  public static String cut(String text, int width) {
    if (of(text) <= width) {
      return text;
    }
    return width <= 0 ? "" : text.substring(0, fitting(text, width - 1, 0)) + "…";
  }

  /** The text, or as much of its beginning and its end as fits, with an ellipsis between. */
  public static String cutInside(String text, int width) {
    int room = Math.max(0, (width - 1) / 2);
    if (of(text) <= width) {
      return text;
    }
    int end = text.length();
    while (end > 0 && of(text.substring(text.offsetByCodePoints(end, -1))) <= room) {
      end = text.offsetByCodePoints(end, -1);
    }
    return cut(text, width - room) + text.substring(end);
  }

  /**
   * The text in lines that fit, broken at blanks; a longer word has a line of its own.
   *
   * @param first begins the first line
   * @param others begins the others
   */
  public static List<String> wrap(String first, String others, String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : text.split(" ")) {
      if (!empty && of(line + " " + word) > width) {
        lines.add(line.toString());
        line = new StringBuilder(others);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
    return lines;
  }

  /** The same where a word that is too long for a line, such as a path, is broken, too. */
  public static List<String> fold(String first, String others, String text, int width) {
    List<String> lines = new ArrayList<>();
    for (String line : wrap(first, others, text, width)) {
      String rest = line;
      int end = fitting(rest, width, 1);
      while (end < rest.length() && width > of(others)) {
        lines.add(rest.substring(0, end));
        rest = others + rest.substring(end);
        end = fitting(rest, width, 1);
      }
      lines.add(rest);
    }
    return lines;
  }

  /** The same in so many lines at most, the last of which is cut where there is more. */
  public static List<String> fold(String text, int width, int most) {
    List<String> lines = fold("", "", text, width);
    if (lines.size() <= most) {
      return lines;
    }
    List<String> shown = new ArrayList<>(lines.subList(0, most));
    shown.set(most - 1, cut(shown.get(most - 1) + " " + lines.get(most), width));
    return shown;
  }

  /** Characters of the beginning that fit, or that are the least to be taken. */
  private static int fitting(String text, int width, int least) {
    int end = 0;
    int used = 0;
    while (end < text.length()) {
      int codePoint = text.codePointAt(end);
      used += of(codePoint);
      if (used > width && end >= least) {
        break;
      }
      end += Character.charCount(codePoint);
    }
    return end;
  }

  public static int of(int codePoint) {
    int type = Character.getType(codePoint);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    return isWide(codePoint) ? 2 : 1;
  }

  /** East Asian Wide and Fullwidth, and emoji, by their blocks. */
  private static boolean isWide(int codePoint) {
    return codePoint >= 0x1100
        && (codePoint <= 0x115F
            || (codePoint >= 0x231A && codePoint <= 0x2B55 && WIDE_SIGNS.indexOf(codePoint) >= 0)
            || (codePoint >= 0x2E80 && codePoint <= 0xA4CF && codePoint != 0x303F)
            || (codePoint >= 0xAC00 && codePoint <= 0xD7A3)
            || (codePoint >= 0xF900 && codePoint <= 0xFAFF)
            || (codePoint >= 0xFE30 && codePoint <= 0xFE6F)
            || (codePoint >= 0xFF00 && codePoint <= 0xFF60)
            || (codePoint >= 0xFFE0 && codePoint <= 0xFFE6)
            || (codePoint >= 0x1F300 && codePoint <= 0x1FAFF)
            || (codePoint >= 0x20000 && codePoint <= 0x3FFFD));
  }
}
