package dev.quantloop.tracker.dao;

import java.nio.file.Path;

/**
 * Paths as the database keeps them: relative to its directory, with slashes, where they lie below
 * it, so that the directory can be moved or copied; absolute elsewhere.
 */
public record DataFiles(Path directory) {
  String stored(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    return absolute.startsWith(directory)
        ? directory.relativize(absolute).toString().replace('\\', '/')
        : absolute.toString();
  }

  Path resolve(String stored) {
    return directory.resolve(stored).normalize();
  }
}
