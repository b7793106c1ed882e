package dev.quantloop.app.doctor;

import static dev.quantloop.app.doctor.Doctor.Finding.Level.FAILURE;
import static dev.quantloop.app.doctor.Doctor.Finding.Level.OK;
import static dev.quantloop.app.doctor.Doctor.Finding.Level.WARNING;

import dev.quantloop.app.Directories;
import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.RemedyText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.machine.ChildCommand;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.llama.file.FileFailure;
import dev.quantloop.llama.file.NetworkDisk;
import dev.quantloop.llama.library.Device;
import dev.quantloop.llama.library.NativeReport;
import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.dao.ReadOnlyHistory;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.Answer;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Looks at this machine. Changes nothing but what a first use would create. */
public record Doctor(Map<String, String> environment) {
  private static final long NPM_PATIENCE_SECONDS = 10;
  private static final long LITTLE_DISK = 2L << 30;
  private static final long LITTLE_MEMORY = 1L << 30;

  /** Asks only whether there is an answer. */
  private static final Answer NOBODY =
      new Answer() {
        @Override
        public void columns(List<String> names) {}

        @Override
        public void row(List<Object> values) {}
      };

  /**
   * @param library what is known of libllama
   * @param ownBuild whether it is the user's own, which nothing installs
   * @param database the database that is used here
   */
  public List<Finding> examine(NativeReport library, boolean ownBuild, Path database) {
    Path cache = Directories.of(environment).cache();
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(npm());
    findings.add(library(library, ownBuild));
    library.devices().forEach(device -> findings.add(device(device)));
    findings.add(memory());
    findings.add(directory("cache", cache));
    findings.add(database(database));
    networkDisk(database).ifPresent(findings::add);
    findings.add(disk("disk of the database", database.toAbsolutePath().getParent()));
    findings.add(disk("disk of the cache", cache));
    return findings;
  }

  private static Finding java() {
    return new Finding(
        OK,
        "java",
        "%s of %s in %s"
            .formatted(
                System.getProperty("java.version"),
                System.getProperty("java.vendor"),
                System.getProperty("java.home")));
  }

  /** Whether npm is there to fetch a prebuilt library with. */
  private Finding npm() {
    for (String directory : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      Path npm = Path.of(directory, "npm");
      if (!directory.isEmpty() && Files.isExecutable(npm)) {
        return npmVersion(npm);
      }
    }
    return new Finding(
        WARNING,
        "npm",
        "not on PATH; needed only to fetch llama.cpp (or use native install --from, --llama-lib)");
  }

  private static Finding npmVersion(Path npm) {
    try {
      Process process =
          new ProcessBuilder(npm.toString(), "--version")
              .redirectErrorStream(true)
              .redirectInput(ChildCommand.NO_INPUT)
              .start();
      if (!process.waitFor(NPM_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Finding(WARNING, "npm", npm + " does not answer");
      }
      byte[] answer = process.getInputStream().readAllBytes();
      String version = new String(answer, StandardCharsets.UTF_8).strip();
      return process.exitValue() == 0
          ? new Finding(OK, "npm", version + " at " + npm)
          : new Finding(
              WARNING, "npm", npm + " does not work: " + version.lines().findFirst().orElse(""));
    } catch (IOException e) {
      return new Finding(WARNING, "npm", npm + " can't be started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Finding(WARNING, "npm", "interrupted");
    }
  }

  private static Finding library(NativeReport report, boolean ownBuild) {
    if (report.problem() != null && report.directory() == null && !ownBuild) {
      return new Finding(
          WARNING,
          "llama.cpp",
          FailureMessage.ofAny(report.problem()) + " (or let the first use do it)");
    } else if (report.problem() != null) {
      return new Finding(FAILURE, "llama.cpp", FailureMessage.ofAny(report.problem()));
    }
    long passed = report.checks().stream().filter(NativeReport.Check::passed).count();
    return new Finding(
        OK,
        "llama.cpp",
        "%s (%s), CPU variant %s, %d of %d checks passed, in %s"
            .formatted(
                report.version(),
                report.commit(),
                report.cpuVariant(),
                passed,
                report.checks().size(),
                report.directory()));
  }

  private static Finding device(Device device) {
    return new Finding(
        OK,
        "device " + device.name(),
        "%s, %s of %s free"
            .formatted(
                device.description(),
                Numbers.bytes(device.freeBytes()),
                Numbers.bytes(device.totalBytes())));
  }

  private static Finding memory() {
    long bytes = ThisMachine.availableMemory();
    String text = Numbers.bytes(bytes) + " available";
    return new Finding(bytes < LITTLE_MEMORY ? WARNING : OK, "memory", text);
  }

  private static Finding directory(String subject, Path directory) {
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, "doctor", ".tmp"));
      return new Finding(OK, subject, directory + " is writable");
    } catch (IOException e) {
      return new Finding(
          FAILURE, subject, "can't write to " + directory + ": " + FileFailure.reason(e));
    }
  }

  private static Finding database(Path file) {
    if (!Files.exists(file)) {
      return directory("database", file.toAbsolutePath().getParent()).level() == OK
          ? new Finding(OK, "database", "none yet; it will be " + file)
          : new Finding(FAILURE, "database", "can't be created at " + file);
    }
    if (!Files.isWritable(file) || !Files.isWritable(file.toAbsolutePath().getParent())) {
      return new Finding(FAILURE, "database", file + " or its directory is not writable");
    }
    try (ReadOnlyHistory history = Tracker.openReadOnly(file)) {
      history.query("SELECT * FROM run_history LIMIT 1", NOBODY);
      return new Finding(OK, "database", file + " can be read");
    } catch (TrackerException e) {
      return new Finding(FAILURE, "database", FailureMessage.ofAny(e));
    }
  }

  /** SQLite's locks can't be relied on everywhere, even where they seem to work. */
  private static Optional<Finding> networkDisk(Path database) {
    try {
      return NetworkDisk.type(database)
          .map(
              type ->
                  new Finding(
                      WARNING,
                      "database",
                      "%s is on a network file system (%s), where SQLite's locks can fail; %s"
                          .formatted(database, type, RemedyText.LOCAL_FILE)));
    } catch (IOException e) {
      return Optional.empty(); // the other checks tell whether it can be used
    }
  }

  private static Finding disk(String subject, Path directory) {
    Path existing = NetworkDisk.existing(directory);
    try {
      long free = Files.getFileStore(existing).getUsableSpace();
      String text = Numbers.bytes(free) + " free at " + existing;
      return new Finding(free < LITTLE_DISK ? WARNING : OK, subject, text);
    } catch (IOException e) {
      return new Finding(WARNING, subject, "can't tell how much is free at " + existing);
    }
  }

  /**
   * What a check found.
   *
   * @param level how bad it is
   * @param subject what was looked at
   * @param detail one line
   */
  public record Finding(Level level, String subject, String detail) {
    /** How bad a finding is. */
    public enum Level {
      OK,
      /** Something will not work, or not well, but the program can be used. */
      WARNING,
      /** The program can't be used until this is mended. */
      FAILURE
    }
  }
}
