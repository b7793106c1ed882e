package dev.quantloop.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.create.SourceTokens;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.guide.Proposal;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.app.loop.SmallExperiment;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.llama.install.Backend;
import dev.quantloop.llama.library.RpcServer;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.runtime.NativeSettings;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a launcher that notes how it was started. */
@Timeout(300)
class OwnProcessesTest {
  private static final String LAUNCHER = "quantloop.launcher";
  private static final String SCRIPT =
      """
      #!/bin/sh
      llama="$QUANTLOOP_LLAMA_LIB $QUANTLOOP_BACKEND $QUANTLOOP_CPU_VARIANT $QUANTLOOP_RPC"
      echo "$llama: $*" >> "$0.started"
      case "$*" in
        request\\ plan*) cat >> "$0.started"; echo >> "$0.started"; echo '{"plan": ["corpora: 8", "models: a", "evaluation: b", "c", "d"]}' ;;
        request\\ report*) cat >> "$0.started"; echo >> "$0.started"; echo '{"tokens": 7, "sources": []}' ;;
        corpus*) echo '{"tokens": 512}' ;;
        doctor*) echo "database $QUANTLOOP_DB" >> "$0.started"; exit 3 ;;
        request*) cat >> "$0.started"; echo >> "$0.started"; echo '{"documents": [3, 4], "problem": ""}' ;;
        *) echo 'started' ;;
      esac
      """;

  @TempDir Path directory;
  private final String before = System.getProperty(LAUNCHER);
  private Path launcher;

  @BeforeEach
  void launcher() throws IOException {
    launcher = Files.writeString(directory.resolve("quantloop"), SCRIPT);
    launcher.toFile().setExecutable(true);
    System.setProperty(LAUNCHER, launcher.toString());
  }

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(LAUNCHER);
    } else {
      System.setProperty(LAUNCHER, before);
    }
  }

  private OwnProcesses processes(NativeSettings llama) {
    return new OwnProcesses(Console.ofProcess(), directory.resolve("quantloop.db"), () -> llama);
  }

  private List<String> started() throws IOException {
    return Files.readAllLines(directory.resolve("quantloop.started"));
  }

  private static Proposal quantize() {
    return new Proposal.Quantize(
        Path.of("m.gguf"), Optional.empty(), Path.of("q.gguf"), "Q4_0", SettingValues.NONE);
  }

  @Test
  void allUseTheLibraryThatTheInterfaceWasGiven() throws IOException {
    Path library = directory.resolve("build");
    List<RpcServer> servers = List.of(new RpcServer("box", 1), new RpcServer("box", 2));
    NativeSettings llama =
        new NativeSettings(directory, library, Backend.CUDA, "haswell", servers, null);
    ExperimentSpec spec =
        new ExperimentSpec("mine", Path.of("m.gguf"), List.of(), SettingValues.NONE);
    try (OwnProcesses processes = processes(llama)) {
      List<SourceTokens> counted = new ArrayList<>();
      processes.countTokens(Path.of("m.gguf"), List.of(SourceSpec.parse("a=b")), counted::add);
      assertEquals(List.of(new SourceTokens(List.of(3L, 4L), "")), counted);
      assertEquals(Optional.of(List.of("models: a", "evaluation: b", "c")), processes.plan(spec));
      assertEquals("started", processes.carryOut(quantize()));
      processes.create(spec);
      assertEquals(
          Optional.of(Map.of("tokens", 7, "sources", List.of())), processes.reportSources(spec));
      assertEquals(
          Optional.of(Map.of("tokens", 512)),
          processes.buildCorpus(spec, "1k", Path.of("corpus.txt")));
      assertEquals(3, processes.runInTerminal(List.of("doctor", "~/a")));
    }
    String with = library + " cuda haswell box:1,box:2: ";
    String database = " --db " + directory.resolve("quantloop.db");
    assertEquals(
        List.of(
            with + "request count" + database,
            json("", "\"a=b\""),
            with + "request plan" + database,
            json("mine", ""),
            with + "quantize m.gguf q.gguf Q4_0",
            with + "request create" + database,
            json("mine", ""),
            with + "request report" + database,
            json("mine", ""),
            with + "corpus build -m m.gguf --tokens 1k -o corpus.txt --json",
            with + "doctor " + Console.ofProcess().directories().home().resolve("a"),
            "database " + directory.resolve("quantloop.db")),
        started());
  }

  @Test
  void startsTheRunThatIsProposedWithTheLibraryOfTheFiguresOnRecord() throws Exception {
    Path database = directory.resolve("quantloop.db");
    NativeSettings usual = new NativeSettings(directory, null, Backend.CPU, null, null);
    Path nowhere = directory.resolve("nowhere");
    RunOptions options =
        RunOptions.DEFAULT.with(List.of("--llama-lib", nowhere.toString(), "--cpu-variant", "x"));
    try (Tracker tracker = Tracker.open(database)) {
      SmallExperiment.create(tracker, SmallExperiment.draft("mine", QuantType.Q4_0));
    }
    try (OwnProcesses processes = processes(usual)) {
      Proposal proposal = new Proposal.Loop("mine", OptionalInt.of(2), options);
      assertEquals("run 1 of mine has started", processes.carryOut(proposal));
    } catch (UserException e) {
      // The worker may have failed before it was seen at work.
      assertTrue(e.getMessage().contains("no directory " + nowhere), e.getMessage());
    }
    try (Tracker tracker = Tracker.open(database)) {
      Run run = ended(tracker);
      String reason = run.reason().orElseThrow();
      assertTrue(reason.contains("no directory " + nowhere), reason);
      assertEquals(OptionalInt.of(2), run.iterations());
      assertEquals(options, RunOptions.ofJson(run.options()));
    }
  }

  private static Run ended(Tracker tracker) throws InterruptedException {
    Run run = tracker.runs().list(tracker.experiments().get("mine").id()).get(0);
    while (run.state().active()) {
      TimeUnit.MILLISECONDS.sleep(20);
      run = tracker.runs().get(run.id());
    }
    return run;
  }

  private static String json(String name, String sources) {
    return "{\"name\":\"%s\",\"model\":\"m.gguf\",\"sources\":[%s],\"settings\":{}}"
        .formatted(name, sources);
  }
}
