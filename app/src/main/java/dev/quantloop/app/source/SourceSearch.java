package dev.quantloop.app.source;

import dev.quantloop.app.PathName;
import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Numbers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files that a source consists of, in the order in which their texts are joined.
 *
 * @param files each once, in the order of the paths; below a directory by relative path
 * @param hidden files passed over below directories because a name begins with a dot
 * @param binary files passed over below directories because they hold NUL bytes
 * @param empty files passed over below directories because there is nothing in them
 */
public record SourceSearch(List<Path> files, int hidden, int binary, int empty) {
  private static final int SNIFFED_BYTES = 8192;

  public SourceSearch {
    files = List.copyOf(files);
  }

  /**
   * Finds the files of a source.
   *
   * @throws UserException when a path names nothing, or nothing of it is text
   */
  public static SourceSearch find(SourceSpec spec) {
    Set<Path> files = new LinkedHashSet<>();
    int hidden = 0;
    int binary = 0;
    int empty = 0;
    for (String path : spec.paths()) {
      PathPattern pattern = PathPattern.of(path);
      if (pattern.isFile()) {
        files.add(identity(pattern.root()));
        continue;
      }
      PathPattern.Matches matches = pattern.matches();
      int before = files.size();
      for (Path file : matches.files()) {
        if (isEmpty(file)) {
          empty++;
        } else if (isBinary(file)) {
          binary++;
        } else {
          files.add(identity(file));
        }
      }
      hidden += matches.hidden();
      if (files.size() == before) {
        throw nothingIn(spec, path, matches);
      }
    }
    return new SourceSearch(new ArrayList<>(files), hidden, binary, empty);
  }

  /**
   * The files of a source that needs no search: all its paths are files. Takes no time, so that it
   * can be asked while a path is typed.
   *
   * @return empty where a directory or a glob has to be searched
   * @throws UserException when a path names nothing
   */
  public static Optional<SourceSearch> ofPlain(SourceSpec spec) {
    List<PathPattern> patterns = spec.paths().stream().map(PathPattern::of).toList();
    return patterns.stream().allMatch(PathPattern::isFile)
        ? Optional.of(
            new SourceSearch(
                patterns.stream().map(pattern -> identity(pattern.root())).distinct().toList(),
                0,
                0,
                0))
        : Optional.empty();
  }

  /** "3 hidden, 1 binary and 1 empty file passed over", or "" when there were none. */
  public String passedOver() {
    List<String> parts = new ArrayList<>();
    if (hidden > 0) {
      parts.add(hidden + " hidden");
    }
    if (binary > 0) {
      parts.add(binary + " binary");
    }
    if (empty > 0) {
      parts.add(empty + " empty");
    }
    return parts.isEmpty()
        ? ""
        : String.join(", ", parts).replaceFirst(", (?=[^,]*$)", " and ")
            + " "
            + Numbers.plural(hidden + binary + empty, "file")
            + " passed over";
  }

  /**
   * Refuses a file that belongs to two sources: one's evaluation text could be another's
   * calibration text.
   */
  public static void requireDisjoint(Map<String, SourceSearch> bySource) {
    Map<Path, String> owners = new HashMap<>();
    bySource.forEach(
        (name, found) -> {
          for (Path file : found.files) {
            String other = owners.put(file, name);
            if (other != null) {
              throw new UserException(
                  PathName.of(file)
                      + " belongs to the sources "
                      + other
                      + " and "
                      + name
                      + "; leave it in one, or evaluation text could also be calibration text");
            }
          }
        });
  }

  private static UserException nothingIn(
      SourceSpec spec, String path, PathPattern.Matches matches) {
    Collection<Path> files = matches.files();
    String why =
        files.isEmpty()
            ? (matches.hidden() > 0 ? "only hidden files" : "no file")
            : "only binary or empty files, or files that are listed before";
    return new UserException("the source " + spec.name() + " finds " + why + " at " + path);
  }

  private static Path identity(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file.toAbsolutePath().normalize();
    }
  }

  private static boolean isEmpty(Path file) {
    try {
      return Files.size(file) == 0;
    } catch (IOException e) {
      throw Utf8.unreadable(file, e);
    }
  }

  private static boolean isBinary(Path file) {
    try (InputStream bytes = Files.newInputStream(file)) {
      for (byte value : bytes.readNBytes(SNIFFED_BYTES)) {
        if (value == 0) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw Utf8.unreadable(file, e);
    }
  }
}
