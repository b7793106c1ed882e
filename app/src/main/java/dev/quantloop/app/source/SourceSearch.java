package dev.quantloop.app.source;

import dev.quantloop.app.PathName;
import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.source.ReadingReport.Matter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files that a source consists of, in the order in which they are read.
 *
 * @param found each once, in the order of the paths; below a directory by relative path
 * @param passed what was passed over below directories: hidden, binary and empty files
 */
public record SourceSearch(List<FoundFile> found, ReadingReport passed) {
  private static final int SNIFFED_BYTES = 8192;

  /**
   * A file of a source.
   *
   * @param named whether the user wrote its name, so that it is never passed over
   * @param field what of it is read, where the user says; two sources may share the file but not
   *     this
   * @param asData whether the user wrote at least how its name ends, as in *.json
   */
  public record FoundFile(Path path, String field, boolean named, boolean asData) {}

  public SourceSearch {
    found = List.copyOf(found);
  }

  /**
   * Finds the files of a source; paths that begin with a scheme are none.
   *
   * @throws UserException when a path names nothing, or nothing of it is text
   */
  public static SourceSearch find(SourceSpec spec) {
    return find(spec, new ReadingReport());
  }

  /**
   * As {@link #find(SourceSpec)}.
   *
   * @param report told what is passed over
   */
  public static SourceSearch find(SourceSpec spec, ReadingReport report) {
    Map<Path, FoundFile> files = new LinkedHashMap<>();
    for (String path : spec.files()) {
      PathPattern pattern = PathPattern.of(path);
      if (pattern.isFile()) {
        Path file = identity(pattern.root());
        files.put(file, new FoundFile(file, field(spec), true, true));
        continue;
      }
      int before = files.size();
      PathPattern.Matches matches = pattern.matches();
      matches.hidden().forEach(file -> report.count(Matter.HIDDEN, PathName.of(file)));
      for (Path file : matches.files()) {
        if (isEmpty(file)) {
          report.count(Matter.EMPTY, PathName.of(file));
        } else if (isBinary(file)) {
          pass(spec, Matter.BINARY, file, report);
        } else {
          Path same = identity(file);
          files.putIfAbsent(
              same, new FoundFile(same, field(spec), false, isAskedFor(file, path, pattern)));
        }
      }
      if (files.size() == before) {
        throw nothingIn(spec, path, matches);
      }
    }
    return new SourceSearch(new ArrayList<>(files.values()), report);
  }

  private static void pass(SourceSpec spec, Matter matter, Path file, ReadingReport report) {
    if (spec.strict()) {
      throw new UserException(
          PathName.of(file) + " is binary, not text; the source " + spec.name() + " is strict");
    }
    report.count(matter, PathName.of(file));
  }

  private static String field(SourceSpec spec) {
    return spec.option(SourceOption.FIELD).or(() -> spec.option(SourceOption.MESSAGES)).orElse("");
  }

  /** Whether a glob says how the file's name ends. */
  private static boolean isAskedFor(Path file, String path, PathPattern pattern) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return !pattern.isDirectory()
        && dot > 0
        && path.substring(path.lastIndexOf('/') + 1).contains(name.substring(dot + 1));
  }

  /**
   * The files of a source that needs no search: all its paths are files. Takes no time, so that it
   * can be asked while a path is typed.
   *
   * @return empty where a directory or a glob has to be searched, or a path is no file: reading a
   *     program that is half typed would start another
   * @throws UserException when a path names nothing
   */
  public static Optional<SourceSearch> ofPlain(SourceSpec spec) {
    List<PathPattern> patterns = spec.files().stream().map(PathPattern::of).toList();
    boolean plain =
        patterns.size() == spec.paths().size() && patterns.stream().allMatch(PathPattern::isFile);
    return plain ? Optional.of(find(spec)) : Optional.empty();
  }

  /** The files, without what is known of them. */
  public List<Path> files() {
    return found.stream().map(FoundFile::path).toList();
  }

  /** "3 hidden, 1 binary and 1 empty file passed over", or "" when there were none. */
  public String passedOver() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("hidden", passed.count(Matter.HIDDEN));
    counts.put("binary", passed.count(Matter.BINARY));
    counts.put("empty", passed.count(Matter.EMPTY));
    counts.values().removeIf(count -> count == 0);
    List<String> parts = new ArrayList<>();
    counts.forEach((what, count) -> parts.add(count + " " + what));
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    return parts.isEmpty()
        ? ""
        : String.join(", ", parts).replaceFirst(", (?=[^,]*$)", " and ")
            + " "
            + Numbers.plural(all, "file")
            + " passed over";
  }

  /**
   * Refuses a file that belongs to two sources: one's evaluation text could be another's
   * calibration text.
   */
  public static void requireDisjoint(Map<String, SourceSearch> bySource) {
    Map<List<Object>, String> owners = new HashMap<>();
    bySource.forEach(
        (name, search) -> {
          for (FoundFile file : search.found) {
            String other = owners.put(List.of(file.path, file.field), name);
            if (other != null) {
              throw new UserException(
                  PathName.of(file.path)
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
            ? (!matches.hidden().isEmpty() ? "only hidden files" : "no file")
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
      byte[] begin = bytes.readNBytes(SNIFFED_BYTES);
      return Utf8.indexOfNul(begin) >= 0 && !Packing.isKnown(begin);
    } catch (IOException e) {
      throw Utf8.unreadable(file, e);
    }
  }
}
