package dev.quantloop.app.create;

import dev.quantloop.app.experiment.DirectoryOwner;
import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.tracker.service.Tracker;
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
  private ExperimentDirectory place;
  private boolean kept;

  private NewFiles(ExperimentDirectory directory) {
    this.directory = directory;
  }

  static NewFiles of(Tracker tracker) {
    try {
      Path parent = tracker.dataDirectory();
      NewFiles files =
          new NewFiles(
              new ExperimentDirectory(Files.createTempDirectory(parent, "new-experiment")));
      files.directory.create();
      DirectoryOwner.note(tracker, files.directory);
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the files are now. */
  ExperimentDirectory directory() {
    return directory;
  }

  /** Takes a place for good, under the wanted name unless something is there. */
  ExperimentDirectory takePlace(Path wanted) {
    try {
      place = ExperimentDirectory.createNew(wanted);
      return place;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void moveToPlace() {
    try {
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
        if (place != null) {
          place.delete();
        }
      }
    } catch (IOException e) {
      // What failed first is what the user must hear of.
    }
  }
}
