package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.UserPath;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.source.SourceSearch;
import dev.quantloop.app.source.SourceSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is at a source's paths.
 *
 * @param text the source as it was entered
 * @param spec what it says; empty where it says nothing that could be understood
 * @param files empty while they have not been searched for, and where there are none
 * @param bytes of all files
 * @param problem why it can't be a source; empty where nothing is known to be wrong
 */
record SourceLookup(
    String text,
    Optional<SourceSpec> spec,
    Optional<SourceSearch> files,
    long bytes,
    String problem) {

  /** Looks whether the paths exist, and how large they are if they are files. */
  static SourceLookup glance(String text, Path home) {
    return attempt(text, home, SourceSearch::ofPlain);
  }

  /** Searches directories, too. */
  static SourceLookup search(String text, Path home) {
    return attempt(text, home, spec -> Optional.of(SourceSearch.find(spec)));
  }

  private static SourceLookup attempt(
      String text, Path home, Function<SourceSpec, Optional<SourceSearch>> finding) {
    Optional<SourceSpec> spec = Optional.empty();
    try {
      spec =
          Optional.of(
              SourceSpec.parse(text).withPaths(path -> UserPath.expanded(path.strip(), home)));
      Optional<SourceSearch> files = finding.apply(spec.get());
      return new SourceLookup(text, spec, files, bytes(files), "");
    } catch (RuntimeException e) {
      String problem = UserPath.shortenedIn(FailureMessage.ofAny(e), home);
      return new SourceLookup(text, spec, Optional.empty(), 0, problem);
    }
  }

  private static long bytes(Optional<SourceSearch> files) {
    long bytes = 0;
    for (Path file : files.map(SourceSearch::files).orElse(List.of())) {
      try {
        bytes += Files.size(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return bytes;
  }

  /** What is wrong with sources together, whose files are known; empty for nothing. */
  static String overlap(List<SourceLookup> sources) {
    Map<String, SourceSearch> files = new LinkedHashMap<>();
    for (SourceLookup source : sources) {
      if (files.put(source.name(), source.files().orElseThrow()) != null) {
        return "two sources are called %s; put all its paths in one row, with commas between"
            .formatted(source.name());
      }
    }
    try {
      SourceSearch.requireDisjoint(files);
      return "";
    } catch (RuntimeException e) {
      return FailureMessage.ofAny(e);
    }
  }

  String name() {
    return spec.map(SourceSpec::name).orElse("");
  }

  /** Whether there is still a directory or a glob to be searched. */
  boolean unsearched() {
    return files.isEmpty() && problem.isEmpty();
  }

  /** Whether its files are known. */
  boolean searched() {
    return files.isPresent();
  }

  /**
   * "12 files, 340 KiB, 85.1k tokens; 2 hidden files passed over".
   *
   * @param tokens what is known of them, after a comma
   */
  String facts(String tokens) {
    SourceSearch known = files.orElseThrow();
    int count = known.files().size();
    String passedOver = known.passedOver();
    if (count == 0) {
      return "read from elsewhere" + tokens;
    }
    return "%s, %s%s%s"
        .formatted(
            Numbers.counted(count, "file"),
            Numbers.bytes(bytes),
            tokens,
            passedOver.isEmpty() ? "" : "; " + passedOver);
  }
}
