package dev.quantloop.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.machine.ChildCommand;
import dev.quantloop.llama.file.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the guide's script as sbatch would, on a model and texts that take seconds. */
class SlurmTest {
  private static final Pattern SCRIPT = Pattern.compile("(?ms)^```sh\\n(#!/bin/bash\\n.*?)^```$");
  private static final String SMALL = " -c 64 --start 256 --max 512 --eval-chunks 2 --replicates 0";

  @TempDir private Path directory;
  private Path script;
  private Path nodes;

  @BeforeEach
  void submit() throws IOException {
    Matcher guide = SCRIPT.matcher(Files.readString(Path.of("docs/slurm.md")));
    assertTrue(guide.find());
    script = Files.writeString(directory.resolve("sweep.sh"), small(guide.group(1)));
    nodes = Files.createDirectory(directory.resolve("nodes"));
    Files.createLink(
        directory.resolve("model-f16.gguf"),
        Files.copy(StageFiles.MODEL, directory.resolve("copy.gguf")));
    Path texts = Files.createDirectory(directory.resolve("texts"));
    for (int i = 0; i < 12; i++) {
      Files.writeString(texts.resolve(i + ".txt"), ("Text " + i + " of a sweep. ").repeat(20));
    }
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Path program =
        Files.writeString(
            bin.resolve("quantloop"),
            "#!/bin/sh\nexec '%s/bin/java' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' %s \"$@\"\n"
                .formatted(
                    System.getProperty("java.home"),
                    System.getProperty("java.class.path"),
                    Main.class.getName()));
    assertTrue(program.toFile().setExecutable(true));
    assertEquals(0, new CliFixture(directory).run("native", "status").code());
  }

  private static String small(String script) {
    String small = script.replace(" --quants \"$quant\"", " --quants \"$quant\"" + SMALL);
    assertNotEquals(script, small);
    return small;
  }

  private Process task(int id) throws IOException {
    ProcessBuilder task =
        new ProcessBuilder("bash", script.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(ChildCommand.NO_INPUT)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(id).toFile()));
    task.environment().put("PATH", directory.resolve("bin") + ":" + System.getenv("PATH"));
    task.environment().put("HOME", directory.toString());
    task.environment().put("XDG_CACHE_HOME", CliFixture.sharedCache().toString());
    task.environment().put("QUANTLOOP_CPU_VARIANT", CliFixture.CPU_VARIANT);
    task.environment().put("SLURM_ARRAY_JOB_ID", "4711");
    task.environment().put("SLURM_ARRAY_TASK_ID", Integer.toString(id));
    task.environment().put("SLURM_CPUS_PER_TASK", "1");
    task.environment().put("SLURM_TMPDIR", nodes.toString());
    if (CliFixture.LIBRARY != null) {
      task.environment().put("QUANTLOOP_LLAMA_LIB", CliFixture.LIBRARY);
    }
    return task.start();
  }

  private Path log(int id) {
    return directory.resolve("task-%d.log".formatted(id));
  }

  private int end(Process task) throws InterruptedException {
    assertTrue(task.waitFor(5, TimeUnit.MINUTES));
    return task.exitValue();
  }

  @Test
  void aPreemptedTaskGoesOnWhenItIsRequeuedAndAllAreMerged() throws Exception {
    Process other = task(1);
    preempt();
    assertTrue(Files.readString(log(0)).contains("stopped: "), Files.readString(log(0)));
    assertEquals(0, end(other), Files.readString(log(1)));
    assertEquals(0, end(task(0)), Files.readString(log(0)));

    CliFixture cli = new CliFixture(directory.resolve("home"));
    String first = directory.resolve("sweep/Q4_K_M/quantloop.db").toString();
    String second = directory.resolve("sweep/IQ4_XS/quantloop.db").toString();
    Result merged = cli.run("db", "merge", first, second);
    assertEquals(0, merged.code(), merged.err());
    String runs =
        "select e.name || ' ' || r.state from run r join experiment e on e.id = r.experiment_id"
            + " order by e.name, r.started_at";
    assertEquals(
        List.of("IQ4_XS finished", "Q4_K_M stopped", "Q4_K_M finished"),
        cli.run("sql", runs).out().lines().skip(1).toList());
    assertEquals(0, cli.run("db", "check", "--deep").code());
    assertTrue(cli.run("rank", "Q4_K_M").out().contains("Its imatrix: " + directory + "/home/"));
    assertEquals(
        List.of("1", "1"),
        cli.run("sql", "select threads from experiment")
            .out()
            .lines()
            .skip(1)
            .map(String::strip)
            .toList());
    assertFalse(cli.run("db", "merge", first, second).out().contains("new)"));
    try (Stream<Path> left = Files.list(nodes)) {
      assertEquals(List.of(), left.toList());
    }
  }

  /** The first task, at work; on a machine that stood still it may have ended before. */
  private void preempt() throws IOException, InterruptedException {
    int code = 0;
    for (int attempt = 0; attempt < 10 && code == 0; attempt++) {
      ScratchDirectory.delete(directory.resolve("sweep/Q4_K_M"));
      Files.deleteIfExists(log(0));
      Process task = task(0);
      while (task.isAlive() && !Files.readString(log(0)).contains("models: ")) {
        Thread.sleep(100);
      }
      task.destroy();
      code = end(task);
    }
    assertEquals(1, code, Files.readString(log(0)));
  }
}
