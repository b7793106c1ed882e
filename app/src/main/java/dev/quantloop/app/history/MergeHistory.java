package dev.quantloop.app.history;

import dev.quantloop.app.UserException;
import dev.quantloop.app.experiment.CommittedFile;
import dev.quantloop.app.experiment.DirectoryOwner;
import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.app.worker.CrashedRuns;
import dev.quantloop.llama.file.FileOwner;
import dev.quantloop.llama.file.ScratchDirectory;
import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.BroughtFile;
import dev.quantloop.tracker.record.MergedExperiment;
import dev.quantloop.tracker.record.MergedHistory;
import dev.quantloop.tracker.service.Merge;
import dev.quantloop.tracker.service.Merge.Pair;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes another database into this one: first the files, so that none is missing whose row is here,
 * then all rows at once. What goes wrong leaves both as they were.
 *
 * @param withFiles whether files are linked or copied beside this database; else rows refer to
 *     where they are
 * @param dryRun whether it is only found out what would come
 */
public record MergeHistory(Tracker tracker, Clock clock, boolean withFiles, boolean dryRun) {
  /**
   * What came.
   *
   * @param brought files that were linked or copied
   * @param missing a line for each file on record there that is gone or damaged
   */
  public record Outcome(
      Path database, List<MergedExperiment> experiments, List<Path> brought, List<String> missing) {
    public Outcome {
      experiments = List.copyOf(experiments);
      brought = List.copyOf(brought);
      missing = List.copyOf(missing);
    }
  }

  public Outcome merge(Path other) throws IOException {
    requireOther(other);
    try (ScratchDirectory scratch = ScratchDirectory.create("quantloop-merge")) {
      Path copy = scratch.path().resolve("copy.db");
      try (Tracker theirs = Tracker.openCopy(other, copy)) {
        new CrashedRuns(theirs, clock).markFailed();
        return merge(other, theirs);
      } catch (TrackerException e) {
        throw e.getMessage().contains(copy.toString())
            ? new UserException(e.getMessage().replace(copy.toString(), other.toString()), e)
            : e;
      }
    }
  }

  private void requireOther(Path other) throws IOException {
    if (Files.exists(other) && Files.isSameFile(other, tracker.file())) {
      throw new UserException(
          other + " is this database itself: name another to merge into it, or choose with --db");
    }
  }

  private Outcome merge(Path other, Tracker theirs) throws IOException {
    Merge merge = tracker.merge(theirs);
    Map<Path, Path> places = withFiles ? places(theirs, merge.pairs()) : Map.of();
    MergedHistory rehearsed = merge.rehearse(file -> place(file, places));
    if (dryRun) {
      List<Path> files =
          rehearsed.files().stream()
              .filter(file -> !file.theirs().equals(file.ours()))
              .map(BroughtFile::ours)
              .toList();
      return new Outcome(other, rehearsed.experiments(), files, List.of());
    }
    List<Path> newPlaces = places.values().stream().filter(Files::notExists).toList();
    List<Path> brought = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    boolean done = false;
    try {
      for (BroughtFile file : rehearsed.files()) {
        bring(file, brought).ifPresent(missing::add);
      }
      MergedHistory merged = merge.run(file -> place(file, places), rehearsed.files());
      done = true;
      finish(merged, newPlaces);
      return new Outcome(other, merged.experiments(), brought, missing);
    } finally {
      if (!done) {
        takeBack(brought, newPlaces);
      }
    }
  }

  /** Where the files of each of their experiments go, by where they are. */
  private Map<Path, Path> places(Tracker theirs, List<Pair> pairs) {
    Map<Path, Path> places = new LinkedHashMap<>();
    for (Pair pair : pairs) {
      Path there = theirs.directory(pair.theirs());
      Path ours =
          pair.ours()
              .map(tracker::directory)
              .filter(here -> here.startsWith(tracker.dataDirectory()))
              .orElseGet(() -> freePlace(places, pair.theirs()));
      places.put(there, ours);
    }
    return places;
  }

  private Path freePlace(Map<Path, Path> taken, ExperimentId id) {
    Path usual = tracker.dataDirectory().resolve("experiments").resolve(id.toString());
    Path place = usual;
    for (int number = 2; Files.exists(place) || taken.containsValue(place); number++) {
      place = usual.resolveSibling(usual.getFileName() + "-" + number);
    }
    return place;
  }

  /** What is in no experiment's directory stays where it is. */
  private static Path place(Path file, Map<Path, Path> places) {
    return places.entrySet().stream()
        .filter(one -> file.startsWith(one.getKey()))
        .map(one -> one.getValue().resolve(one.getKey().relativize(file)))
        .findFirst()
        .orElse(file);
  }

  /**
   * Links a file, or copies it where that can't be.
   *
   * @return what is wrong with it
   */
  private static Optional<String> bring(BroughtFile file, List<Path> brought) throws IOException {
    Path theirs = file.theirs();
    Path ours = file.ours();
    if (theirs.equals(ours)) {
      return Optional.empty();
    } else if (!Files.isRegularFile(theirs)) {
      return Optional.of(theirs + " is gone");
    } else if (Files.exists(ours)) {
      requireSame(file);
      return Optional.empty();
    }
    Files.createDirectories(ours.getParent());
    Path part = FileOwner.temporary(ours, ".part");
    Files.deleteIfExists(part);
    try {
      CommittedFile.linkOrCopy(theirs, part);
      if (!isSound(part, file)) {
        return Optional.of(theirs + " is damaged: its SHA-256 is not the one that was recorded");
      }
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.READ)) {
        channel.force(true);
      }
      Files.move(part, ours);
      brought.add(ours);
      return Optional.empty();
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void requireSame(BroughtFile file) {
    if (!Files.isRegularFile(file.ours()) || !isSound(file.ours(), file)) {
      throw new UserException(
          "%s is in the way of %s, which is another file: move it away and merge again"
              .formatted(file.ours(), file.theirs()));
    }
  }

  private static boolean isSound(Path file, BroughtFile recorded) {
    return recorded.sha256().map(Sha256.of(file)::equals).orElse(true);
  }

  private static void takeBack(List<Path> brought, List<Path> newPlaces) throws IOException {
    for (Path file : brought) {
      Files.deleteIfExists(file);
    }
    for (Path place : newPlaces) {
      new ExperimentDirectory(place).delete();
    }
  }

  private void finish(MergedHistory merged, List<Path> newPlaces) {
    for (MergedExperiment one : merged.experiments()) {
      Path directory = tracker.directory(one.id());
      if (newPlaces.contains(directory)) {
        DirectoryOwner.note(tracker, new ExperimentDirectory(directory));
      }
      if (merged.rows() > 0) {
        tracker.verdicts().judgeIfIdle(one.id());
      }
    }
  }
}
