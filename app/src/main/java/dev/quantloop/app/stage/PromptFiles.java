package dev.quantloop.app.stage;

import dev.quantloop.app.corpus.Utf8;
import java.nio.file.Path;
import java.util.List;

/** Text files as llama.cpp's {@code -f} takes them. */
public final class PromptFiles {
  private PromptFiles() {}

  /**
   * The texts of the files, a newline between two of them. One newline at the very end is dropped,
   * as llama.cpp does, so that the tokens are the same.
   *
   * @throws dev.quantloop.app.UserException for a file that is empty, binary or not UTF-8
   */
  public static String read(List<Path> files) {
    StringBuilder text = new StringBuilder();
    for (Path file : files) {
      text.append(text.isEmpty() ? "" : "\n").append(Utf8.read(file));
    }
    int end = text.length() - 1;
    return text.charAt(end) == '\n' ? text.substring(0, end) : text.toString();
  }

  /** The files, for messages. */
  static String names(List<Path> files) {
    return String.join(", ", files.stream().map(Path::toString).toList());
  }
}
