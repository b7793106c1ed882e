package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.corpus.SourceFiles;
import dev.quantloop.app.corpus.SourceSpec;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.form.UserPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
    Optional<SourceFiles> files,
    long bytes,
    String problem) {

  /** Looks whether the paths exist, and how large they are if they are files. */
  static SourceLookup glance(String text, Path home) {
    return attempt(text, home, SourceFiles::ofPlain);
  }

  /** Searches directories, too. */
  static SourceLookup search(String text, Path home) {
    return attempt(text, home, spec -> Optional.of(SourceFiles.find(spec)));
  }

  /** Finds files in some way. */
  private interface Finding {
    Optional<SourceFiles> find(SourceSpec spec);
  }

  private static SourceLookup attempt(String text, Path home, Finding finding) {
    Optional<SourceSpec> spec = Optional.empty();
    try {
      spec =
          Optional.of(
              SourceSpec.parse(text).withPaths(path -> UserPath.expanded(path.strip(), home)));
      Optional<SourceFiles> files = finding.find(spec.get());
      return new SourceLookup(text, spec, files, bytes(files), "");
    } catch (RuntimeException e) {
      String reason = FailureMessage.of(e).orElseGet(e::toString);
      String problem = UserPath.shortenedIn(reason, home);
      return new SourceLookup(text, spec, Optional.empty(), 0, problem);
    }
  }

  private static long bytes(Optional<SourceFiles> files) {
    long bytes = 0;
    for (Path file : files.map(SourceFiles::files).orElse(List.of())) {
      try {
        bytes += Files.size(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return bytes;
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
    SourceFiles known = files.orElseThrow();
    int count = known.files().size();
    String passedOver = known.passedOver();
    return "%s, %s%s%s"
        .formatted(
            Numbers.counted(count, "file"),
            Numbers.bytes(bytes),
            tokens,
            passedOver.isEmpty() ? "" : "; " + passedOver);
  }
}
