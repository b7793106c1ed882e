package dev.quantloop.app.source;

import dev.quantloop.app.PathName;
import dev.quantloop.app.UserException;
import dev.quantloop.llama.file.FileFailure;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;

/**
 * A path of a source: a file, a directory with all that lies below it, or a glob in which {@code *}
 * stops at a slash and {@code **}{@code /} stands for any number of directories, none included.
 *
 * @param root the file, or the directory to search
 * @param matcher what to take from the directory; null for everything
 */
record PathPattern(Path root, PathMatcher matcher) {
  /** The files found, by relative path, and the hidden ones that were passed over. */
  record Matches(List<Path> files, List<Path> hidden) {}

  static PathPattern of(String text) {
    Path plain = existing(text);
    if (plain != null) {
      return new PathPattern(plain, null);
    }
    int wildcard = firstWildcard(text);
    if (wildcard < 0) {
      throw new UserException("no such file or directory: " + text);
    }
    int slash = text.lastIndexOf('/', wildcard);
    Path root = Path.of(slash < 0 ? "." : text.substring(0, slash + 1));
    if (!Files.isDirectory(root)) {
      throw new UserException("no such directory: " + root + " (of " + text + ")");
    }
    return new PathPattern(root, glob(text.substring(slash + 1)));
  }

  /** Whether it is a directory with all that lies below it. */
  boolean isDirectory() {
    return matcher == null && !isFile();
  }

  boolean isFile() {
    return !Files.isDirectory(root);
  }

  /** Walks the directory; links are followed, but for those that lead back to where they are. */
  Matches matches() {
    Walk walk = new Walk();
    try {
      Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, walk);
    } catch (IOException e) {
      throw new UserException("can't search " + root + ": " + FileFailure.reason(e), e);
    }
    return new Matches(List.copyOf(walk.found.values()), walk.hidden);
  }

  private static Path existing(String text) {
    Path path = PathName.parse(text);
    return Files.exists(path) ? path : null;
  }

  private static int firstWildcard(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("*?[{".indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** Java's own glob demands a directory where {@code **}{@code /} stands. */
  private static PathMatcher glob(String pattern) {
    String widened = pattern.replaceAll("(?<![^/])\\*\\*/", "{**/,}");
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + widened);
    } catch (PatternSyntaxException e) {
      throw new UserException("not a glob: " + pattern + " (" + e.getDescription() + ")", e);
    }
  }

  private final class Walk extends SimpleFileVisitor<Path> {
    private final TreeMap<String, Path> found = new TreeMap<>();
    private final List<Path> hidden = new ArrayList<>();

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      boolean skip = !directory.equals(root) && isHidden(directory);
      if (skip && matcher == null) {
        hidden.add(directory);
      }
      return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      Path relative = root.relativize(file);
      if (Files.isRegularFile(file) && (matcher == null || matcher.matches(relative))) {
        if (isHidden(file)) {
          hidden.add(file);
        } else {
          found.put(PathName.of(file), file);
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      if (failure instanceof FileSystemLoopException) {
        return FileVisitResult.CONTINUE;
      }
      throw Utf8.unreadable(file, failure);
    }

    private boolean isHidden(Path path) {
      return path.getFileName().toString().startsWith(".");
    }
  }
}
