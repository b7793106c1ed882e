package dev.quantloop.app.doctor;

import dev.quantloop.app.machine.NoInput;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Whether npm is there to fetch a prebuilt library with. */
final class NpmCheck {
  private static final long PATIENCE_SECONDS = 10;

  private final Map<String, String> environment;

  NpmCheck(Map<String, String> environment) {
    this.environment = environment;
  }

  Finding finding() {
    for (String directory : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      Path npm = Path.of(directory, "npm");
      if (!directory.isEmpty() && Files.isExecutable(npm)) {
        return version(npm);
      }
    }
    return Finding.warning(
        "npm",
        "not on PATH; needed only to fetch llama.cpp (or use native install --from, --llama-lib)");
  }

  private Finding version(Path npm) {
    try {
      ProcessBuilder builder = new ProcessBuilder(npm.toString(), "--version");
      builder.redirectErrorStream(true);
      builder.redirectInput(NoInput.REDIRECT);
      Process process = builder.start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Finding.warning("npm", npm + " does not answer");
      }
      byte[] answer = process.getInputStream().readAllBytes();
      String version = new String(answer, StandardCharsets.UTF_8).strip();
      return process.exitValue() == 0
          ? Finding.ok("npm", version + " at " + npm)
          : Finding.warning(
              "npm", npm + " does not work: " + version.lines().findFirst().orElse(""));
    } catch (IOException e) {
      return Finding.warning("npm", npm + " can't be started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Finding.warning("npm", "interrupted");
    }
  }
}
