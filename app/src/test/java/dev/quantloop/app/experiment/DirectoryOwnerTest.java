package dev.quantloop.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.TestClock;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.loop.SmallExperiment;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryOwnerTest {
  /** Databases of one millisecond are the same to the program. */
  private final TestClock clock = TestClock.ticking("2026-01-01T00:00:00Z", Duration.ofMillis(1));

  @TempDir private Path home;

  private Path database(String name) {
    return home.resolve(name);
  }

  /** Creates an experiment in a database of its own, and returns where its files are. */
  private Path create(String name) throws Exception {
    try (Tracker tracker = Tracker.open(database(name), clock)) {
      Experiment experiment =
          SmallExperiment.create(tracker, SmallExperiment.draft("mine", QuantType.Q4_0));
      return tracker.directory(experiment.id());
    }
  }

  private void claim(String name) {
    try (Tracker tracker = Tracker.open(database(name))) {
      new DirectoryOwner(tracker, tracker.experiments().get("mine")).claim();
    }
  }

  private String refusal(String name) {
    return assertThrows(UserException.class, () -> claim(name)).getMessage();
  }

  private void assertUnchanged(String name) {
    try (Tracker tracker = Tracker.open(database(name))) {
      for (Corpus corpus : tracker.experiments().corpora(tracker.experiments().get("mine").id())) {
        assertEquals(corpus.sha256(), Sha256.of(corpus.file()));
      }
    }
  }

  @Test
  void databasesInOneDirectoryHaveDirectoriesOfTheirOwn() throws Exception {
    Files.createDirectories(home.resolve("experiments/1-2"));
    Path first = create("a.db");
    Path second = create("b.db");
    assertEquals(home.resolve("experiments/1"), first);
    assertEquals(home.resolve("experiments/1-3"), second);
    assertUnchanged("a.db");
    assertUnchanged("b.db");
    claim("a.db");
    claim("b.db");
  }

  @Test
  void aDatabaseKeepsItsFilesUnderAnotherName() throws Exception {
    Path first = create("a.db");
    Files.move(database("a.db"), database("old.db"));
    assertNotEquals(first, create("a.db"));
    claim("old.db");
    claim("a.db");
    assertUnchanged("old.db");
  }

  @Test
  void aCopyInTheSamePlaceLeavesTheFilesAlone() throws Exception {
    Path files = create("a.db");
    Files.copy(database("a.db"), database("copy.db"));
    assertEquals(
        files
            + " belongs to another database, a.db; create the experiment anew with 'quantloop new':"
            + " it gets a directory of its own",
        refusal("copy.db"));
    CliFixture.Result removed =
        new CliFixture(home)
            .run("rm", "mine", "-y", "--purge", "--db", database("copy.db").toString());
    assertEquals(0, removed.code(), removed.err());
    assertTrue(removed.err().contains("belongs to another database, a.db: no file was deleted"));
    claim("a.db");
    assertUnchanged("a.db");
  }

  @Test
  void aDatabaseOfVersion01OwnsTheFilesThatItHasRecorded() throws Exception {
    Path first = create("a.db");
    Path second = create("b.db");
    Files.delete(first.resolve("owner"));
    claim("a.db");
    assertTrue(Files.exists(first.resolve("owner")));

    // As version 0.1 left it: the second database's files in the place of the first one's.
    Files.delete(first.resolve("owner"));
    overwrite(second.resolve("corpus/prose.tokens"), first.resolve("corpus/prose.tokens"));
    String refusal = refusal("a.db");
    assertTrue(refusal.contains("prose.tokens is not the file that this database has recorded;"));
    assertFalse(Files.exists(first.resolve("owner")));
  }

  @Test
  void aDatabaseThatWasMovedAloneMissesItsFiles() throws Exception {
    Path files = create("a.db");
    Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
    Files.move(database("a.db"), elsewhere.resolve("a.db"));
    Path tokens = elsewhere.resolve(home.relativize(files)).resolve("corpus/prose.tokens");
    assertEquals(
        tokens
            + ", the tokens of a source of 'mine', is gone: the experiments' files belong beside"
            + " their database, "
            + elsewhere.resolve("a.db")
            + "; move them there, too",
        refusal("elsewhere/a.db"));
    String moved = elsewhere.resolve("a.db").toString();
    assertTrue(run("run", "mine", "--dry-run", "--db", moved).startsWith("quantloop: " + tokens));
    assertEquals(
        "quantloop: nothing is evaluated yet; start with: quantloop run mine --db " + moved,
        run("rank", "mine", "--db", moved));
    assertEquals(
        "quantloop: mine is not running; start it: quantloop run mine --db " + moved,
        run("watch", "mine", "--db", moved));
    assertFalse(Files.exists(elsewhere.resolve("experiments")));
  }

  private String run(String... words) {
    return new CliFixture(home).run(words).message();
  }

  private static void overwrite(Path from, Path to) throws IOException {
    byte[] tokens = Files.readAllBytes(from);
    tokens[0] ^= 1;
    Files.write(to, tokens);
  }
}
