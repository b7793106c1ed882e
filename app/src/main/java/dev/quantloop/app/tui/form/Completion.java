package dev.quantloop.app.tui.form;

import dev.quantloop.app.PathName;
import dev.quantloop.app.UserPath;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * How a path that has been begun may go on.
 *
 * @param word what has been typed of it
 * @param candidates that begin with it, directories with a slash at the end; at most {@value #MOST}
 * @param more how many others there are
 * @param common what all begin with; the word where there is none
 */
public record Completion(String word, List<String> candidates, int more, String common) {
  /** More than this nobody looks through. */
  public static final int MOST = 500;

  public Completion {
    candidates = List.copyOf(candidates);
  }

  /**
   * Reads the directory of the word.
   *
   * @param home for which a tilde stands
   * @param wanted whether a file is offered; directories always are
   */
  public static Completion of(String word, Path home, Predicate<Path> wanted) {
    if (word.equals("~")) {
      return new Completion(word, List.of("~/"), 0, "~/");
    }
    int name = word.lastIndexOf('/') + 1;
    String directory = word.substring(0, name);
    String begun = word.substring(name);
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            PathName.parse(directory.isEmpty() ? "." : UserPath.expanded(directory, home)))) {
      for (Path file : files) {
        String candidate = PathName.of(file.getFileName());
        // As in a shell, hidden files are there for those who ask for them.
        boolean shown = !candidate.startsWith(".") || begun.startsWith(".");
        if (candidate.startsWith(begun) && shown) {
          boolean isDirectory = Files.isDirectory(file);
          if (isDirectory || wanted.test(file)) {
            found.add(directory + candidate + (isDirectory ? "/" : ""));
          }
        }
      }
    } catch (IOException | DirectoryIteratorException | InvalidPathException e) {
      return new Completion(word, List.of(), 0, word);
    }
    return of(word, found);
  }

  private static Completion of(String word, List<String> found) {
    found.sort((a, b) -> a.toLowerCase(Locale.ROOT).compareTo(b.toLowerCase(Locale.ROOT)));
    List<String> shown = found.subList(0, Math.min(MOST, found.size()));
    String common = found.stream().reduce(Completion::common).orElse(word);
    return new Completion(word, shown, found.size() - shown.size(), common);
  }

  private static String common(String a, String b) {
    int length = 0;
    while (length < Math.min(a.length(), b.length()) && a.charAt(length) == b.charAt(length)) {
      length++;
    }
    return a.substring(0, length);
  }

  /** Whether there is nothing that the word could become. */
  public boolean leadsNowhere() {
    return candidates.isEmpty() || (candidates.size() == 1 && candidates.get(0).equals(word));
  }

  /** What to show of a candidate: what follows the last slash but one at its end. */
  static String label(String candidate) {
    int end = candidate.endsWith("/") ? candidate.length() - 1 : candidate.length();
    return candidate.substring(candidate.lastIndexOf('/', end - 1) + 1);
  }
}
