package dev.quantloop.app.source.hub;

import dev.quantloop.app.UserException;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.file.FileFailure;
import dev.quantloop.llama.file.WholeFile;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What is kept of a dataset: the list of its splits as it was last seen, and below each revision
 * pages of rows and Parquet files. Files are there whole or not at all.
 *
 * @param directory of this dataset alone
 */
record DatasetCache(Path directory) {
  static DatasetCache of(HubSettings settings, String dataset) {
    return new DatasetCache(
        settings.cache().resolve(named(settings.server().getAuthority())).resolve(named(dataset)));
  }

  Path splits() {
    return directory.resolve("splits.json");
  }

  Path splits(String revision) {
    return directory.resolve(named(revision)).resolve("splits.json");
  }

  Path page(String revision, SplitName split, long offset) {
    return of(revision, split).resolve("rows-%09d.json".formatted(offset));
  }

  Path parquetList(String revision) {
    return directory.resolve(named(revision)).resolve("parquet.json");
  }

  Path parquet(String revision, SplitName split, String filename) {
    return of(revision, split).resolve(named(filename));
  }

  private Path of(String revision, SplitName split) {
    return directory
        .resolve(named(revision))
        .resolve(named(split.config()))
        .resolve(named(split.split()));
  }

  /** A name that is one file's, whatever is in it. */
  private static String named(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replaceFirst("^\\.", "%2E");
  }

  static Optional<byte[]> read(Path file) {
    try {
      return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UserException("can't read %s: %s".formatted(file, FileFailure.reason(e)), e);
    }
  }

  /** When the file was written. */
  static Instant time(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }

  static void write(Path file, byte[] bytes) {
    create(file.getParent());
    try (WholeFile whole = WholeFile.create(file)) {
      whole.write(bytes);
      whole.commit();
    } catch (LlamaException e) {
      throw full(e.getMessage(), e);
    }
  }

  static void create(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw full("cannot write %s: %s".formatted(directory, FileFailure.reason(e)), e);
    }
  }

  static UserException full(String message, Exception failure) {
    return new UserException(
        message + "; XDG_CACHE_HOME can name a directory with more room", failure);
  }
}
