package dev.quantloop.app.experiment;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Keeps databases that lie in one directory from changing each other's files. A directory belongs
 * to the database that its note names. One of version 0.1 has no note, and belongs to the database
 * that has recorded its token files.
 */
public record DirectoryOwner(Tracker tracker, Experiment experiment) {
  /** Why the directory of the experiment is not to be changed; empty if it belongs to it. */
  public Optional<String> objection() {
    ExperimentDirectory directory = directory();
    Optional<String> owner = otherOwner(directory);
    if (owner.isPresent()) {
      return Optional.of(
          "%s belongs to another database, %s".formatted(directory.root(), owner.get()));
    }
    return replaced()
        .map(corpus -> corpus.file() + " is not the file that this database has recorded");
  }

  /**
   * Makes sure that a run can use the files, as {@link #requireUsable}, and notes whose they are.
   */
  public void claim() {
    requireUsable();
    note(tracker, directory());
  }

  /**
   * @throws UserException when the files are another database's, were replaced, or are gone
   */
  public void requireUsable() {
    objection()
        .ifPresent(
            reason -> {
              throw new UserException(
                  reason
                      + "; create the experiment anew with 'quantloop new': it gets a directory of"
                      + " its own");
            });
    for (Corpus corpus : texts()) {
      if (!Files.exists(corpus.file())) {
        throw new UserException(
            "%s, the tokens of a source of '%s', is gone: the experiments' files belong beside their database, %s; move them there, too"
                .formatted(corpus.file(), experiment.name(), tracker.file()));
      }
    }
  }

  /** Notes that the files in a directory belong to a database. */
  public static void note(Tracker tracker, ExperimentDirectory directory) {
    try {
      Files.createDirectories(directory.root());
      Files.write(
          directory.owner(), List.of(tracker.file().getFileName().toString(), tracker.identity()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The name of the other database that the directory belongs to. It goes by the identity, so that
   * a database can be renamed; of copies in one place, the one that was noted has the files.
   */
  private Optional<String> otherOwner(ExperimentDirectory directory) {
    try {
      if (!Files.isRegularFile(directory.owner())) {
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(directory.owner());
      Path named = tracker.file().resolveSibling(lines.get(0));
      boolean same = Files.isRegularFile(named) && Files.isSameFile(named, tracker.file());
      boolean mine = lines.get(1).equals(tracker.identity()) && (same || !tracker.isCopy(named));
      return mine ? Optional.empty() : Optional.of(lines.get(0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ExperimentDirectory directory() {
    return new ExperimentDirectory(tracker.directory(experiment.id()));
  }

  /** Imported imatrices are looked at by whoever needs them. */
  private List<Corpus> texts() {
    return tracker.experiments().corpora(experiment.id()).stream()
        .filter(corpus -> !corpus.isImported())
        .toList();
  }

  private Optional<Corpus> replaced() {
    return texts().stream()
        .filter(corpus -> Files.isRegularFile(corpus.file()))
        .filter(corpus -> !Sha256.of(corpus.file()).equals(corpus.sha256()))
        .findFirst();
  }
}
