package dev.quantloop.app.create;

import dev.quantloop.app.experiment.ExperimentDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The files of an experiment that has no id yet: in a temporary directory beside the database,
 * which is renamed once the id is known. Closing deletes them unless they are to be kept.
 */
final class NewFiles implements AutoCloseable {
  private ExperimentDirectory directory;
  private boolean kept;

  private NewFiles(ExperimentDirectory directory) {
    this.directory = directory;
  }

  static NewFiles beside(Path database) {
    try {
      Path parent = database.toAbsolutePath().getParent();
      NewFiles files =
          new NewFiles(
              new ExperimentDirectory(Files.createTempDirectory(parent, "new-experiment")));
      files.directory.create();
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the files are now. */
  ExperimentDirectory directory() {
    return directory;
  }

  void moveTo(ExperimentDirectory place) {
    try {
      Files.createDirectories(place.root().getParent());
      // What lies there belongs to an experiment that is gone.
      place.delete();
      Files.move(directory.root(), place.root(), StandardCopyOption.ATOMIC_MOVE);
      directory = place;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The experiment is on record. */
  void keep() {
    kept = true;
  }

  @Override
  public void close() {
    try {
      if (!kept) {
        directory.delete();
      }
    } catch (IOException e) {
      // What failed first is what the user must hear of.
    }
  }
}
