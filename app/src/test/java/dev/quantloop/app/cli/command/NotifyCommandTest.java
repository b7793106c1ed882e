package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.tracker.id.RunId;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.NewRun;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifyCommandTest {
  private static final String RING = "\u001b]9;Quantloop: mine: finished: enough text\u0007";

  @TempDir private Path home;
  private CliFixture cli;
  private Tracker tracker;
  private Experiment experiment;

  @BeforeEach
  void experiment() {
    cli = new CliFixture(home);
    Path database = cli.console().directories().defaultDatabase();
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("mine", "Q4_K_M");
    }
    tracker = Tracker.open(database);
    experiment = tracker.experiments().get("mine");
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  /** Watches a run that ends once it is watched. */
  private CliFixture.Result watch(String... options) {
    Path log = home.resolve("run.log");
    NewRun run =
        new NewRun(experiment.id(), true, OptionalInt.empty(), "{}", "elsewhere", log, "0.1.0");
    RunId id = tracker.runs().start(run).id();
    tracker.runs().event(id, Optional.empty(), EventKind.RESULT, "first figures");
    cli.on("first figures", () -> tracker.runs().end(id, RunState.FINISHED, "enough text"));
    return cli.run(
        Stream.concat(Stream.of("watch", "mine"), Stream.of(options)).toArray(String[]::new));
  }

  @Test
  void ringsWhenTheRunEndsIfAsked() {
    cli.onTerminal(80);
    CliFixture.Result watched = watch("--notify", "bell,osc9");

    assertEquals(0, watched.code(), watched.err());
    assertTrue(watched.err().contains("\u0007" + RING), watched.err());
  }

  @Test
  void isSilentOtherwise() {
    cli.onTerminal(80);
    assertFalse(watch().err().contains("\u0007"));
  }

  @Test
  void whatGoesWrongIsSaidAndHarmsNothing() {
    CliFixture.Result watched = watch("--notify", "bell,false");

    assertEquals(0, watched.code(), watched.err());
    assertFalse(watched.err().contains("\u0007"), watched.err());
    assertTrue(
        watched.err().contains("warning: standard error is not a terminal that could ring"),
        watched.err());
    assertTrue(
        watched.err().contains("warning: can't notify: false ended with exit code 1"),
        watched.err());
    assertTrue(watched.err().contains("finished: enough text"), watched.err());
  }

  @Test
  void refusesWhatWouldNeverRing() {
    assertEquals(
        "quantloop: --notify: there is no command bel; expected bell, osc9, osc777, or a command",
        cli.run("iterate", "mine", "--tokens", "4k", "--notify", "bel").message());
    CliFixture.Result detached =
        cli.run("iterate", "mine", "--tokens", "4k", "--detach", "--notify", "bell");
    assertEquals(
        "quantloop: --notify has no effect with --detach; give it to quantloop watch",
        detached.message());
    assertEquals(List.of(), tracker.iterations().list(experiment.id()));
  }
}
