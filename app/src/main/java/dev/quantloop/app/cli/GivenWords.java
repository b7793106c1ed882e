package dev.quantloop.app.cli;

import dev.quantloop.app.PathName;
import dev.quantloop.app.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the process was given by others, read anew where it need not be what Java has decoded it to:
 * signs of replacement would be stored in its place, and name no file.
 *
 * @param process the directory of /proc in which the system shows the bytes
 */
record GivenWords(Path process) {
  static final GivenWords OF_THIS_PROCESS = new GivenWords(Path.of("/proc/self"));

  private static final Pattern DIRECTORY_VARIABLE = Pattern.compile("(HOME|XDG_|QUANTLOOP_).*");

  /**
   * The arguments as they were typed, in whichever locale.
   *
   * @throws UserException for one that is not UTF-8
   */
  String[] arguments(String... decoded) {
    List<byte[]> words = isPlain(Stream.of(decoded)) ? List.of() : words("cmdline");
    int first = words.size() - decoded.length;
    String[] typed = decoded.clone();
    for (int i = 0; i < typed.length && first >= 0; i++) {
      byte[] word = words.get(first + i);
      requireUtf8(
          word,
          "the argument %s is not UTF-8; a file of this name can be given by a link to it that has"
              + " another");
      typed[i] = new String(word, StandardCharsets.UTF_8);
    }
    return typed;
  }

  /**
   * @throws UserException where the environment names a directory that is not UTF-8
   */
  void requireEnvironment(Map<String, String> decoded) {
    if (!isPlain(decoded.values().stream())) {
      for (byte[] variable : words("environ")) {
        if (DIRECTORY_VARIABLE.matcher(PathName.spelled(variable)).matches()) {
          requireUtf8(variable, "the variable %s is not UTF-8; name another directory");
        }
      }
    }
  }

  /**
   * @throws UserException where relative paths lead nowhere
   */
  void requireWorkingDirectory(String decoded) {
    if (!PathName.isPlain(decoded)) {
      try {
        requireUtf8(
            PathName.bytes(Files.readSymbolicLink(process.resolve("cwd"))),
            "the working directory %s is not UTF-8; rename it, or start in another");
      } catch (IOException e) {
        // No system that shows the bytes, or a directory that is not there any more.
      }
    }
  }

  private static boolean isPlain(Stream<String> decoded) {
    return decoded.allMatch(PathName::isPlain);
  }

  private static void requireUtf8(byte[] bytes, String complaint) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (!Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8))) {
      throw new UserException(complaint.formatted(PathName.spelled(bytes)));
    }
  }

  /** The words of a file, each of which ends with a NUL; none where there is no such file. */
  private List<byte[]> words(String file) {
    byte[] all;
    try {
      all = Files.readAllBytes(process.resolve(file));
    } catch (IOException e) {
      return List.of();
    }
    List<byte[]> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == 0) {
        words.add(Arrays.copyOfRange(all, start, i));
        start = i + 1;
      }
    }
    return words;
  }
}
