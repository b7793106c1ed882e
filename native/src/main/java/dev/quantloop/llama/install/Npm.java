package dev.quantloop.llama.install;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Remedy;
import dev.quantloop.llama.install.PrebuiltCatalog.NativePackage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The user's npm, used for one thing: to fetch a package's tarball.
 *
 * @param environment the environment that npm gets; its {@code PATH} is searched for npm
 */
record Npm(Map<String, String> environment) {
  private static final Pattern NO_NETWORK =
      Pattern.compile(
          "ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|network");
  private static final Pattern SEVERITY = Pattern.compile("^npm (error|ERR!)\\s*");

  /**
   * Fetches a package's tarball into a directory; returns the file. Its content is not to be
   * trusted before its digest was compared.
   */
  Path pack(NativePackage wanted, Path directory) throws IOException {
    // The version is pinned and the content checked, so npm's cache serves as well as its registry,
    // unless what it remembers of the registry is older than the version.
    Attempt attempt = attempt(wanted, directory, "--prefer-offline");
    if (attempt.told.contains("ETARGET")) {
      attempt = attempt(wanted, directory, "--prefer-online");
    }
    Path tarball = directory.resolve(wanted.tarballName());
    if (attempt.status != 0 || !Files.isRegularFile(tarball)) {
      throw attempt.failure(wanted);
    }
    return tarball;
  }

  private Attempt attempt(NativePackage wanted, Path directory, String preference)
      throws IOException {
    Path errors = directory.resolve("npm-errors.txt");
    int status = run(command(wanted, directory, preference), directory, errors);
    return new Attempt(status, Files.readString(errors, StandardCharsets.ISO_8859_1));
  }

  /** A machine without network is told so within seconds, not minutes. */
  private List<String> command(NativePackage wanted, Path directory, String preference) {
    return List.of(
        executable(wanted).toString(),
        "pack",
        "--loglevel=error",
        preference,
        "--ignore-scripts",
        "--fetch-retries=2",
        "--fetch-retry-mintimeout=1000",
        "--fetch-retry-maxtimeout=4000",
        "--pack-destination=" + directory,
        wanted.spec());
  }

  private Path executable(NativePackage wanted) {
    return find()
        .orElseThrow(
            () ->
                new LlamaException(
                    "npm is needed to fetch llama.cpp and is not on the PATH; install npm, or fetch "
                        + wanted.spec()
                        + " elsewhere (npm pack)",
                    Remedy.INSTALL_FROM_FILES));
  }

  private Optional<Path> find() {
    String path = environment.getOrDefault("PATH", "");
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(path)
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "npm"))
        .filter(npm -> Files.isExecutable(npm) && !Files.isDirectory(npm))
        .findFirst();
  }

  private int run(List<String> command, Path directory, Path errors) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(errors.toFile());
    Process npm = builder.start();
    try {
      return npm.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LlamaException("fetching llama.cpp was interrupted; start again to repeat it", e);
    } finally {
      npm.descendants().forEach(ProcessHandle::destroy);
      npm.destroy();
    }
  }

  /** How a call of npm ended, and what it wrote to standard error. */
  private record Attempt(int status, String told) {
    LlamaException failure(NativePackage wanted) {
      String what = "npm could not fetch " + wanted.spec() + ": ";
      if (told.contains("ENOSPC")) {
        return new LlamaException(what + "no space left on the disk");
      }
      if (NO_NETWORK.matcher(told).find()) {
        return new LlamaException(
            what + "its registry can't be reached; fetch the package on another machine (npm pack)",
            Remedy.INSTALL_FROM_FILES);
      }
      return new LlamaException(what + firstComplaint());
    }

    private String firstComplaint() {
      return told.lines()
          .filter(line -> SEVERITY.matcher(line).find())
          .map(line -> SEVERITY.matcher(line).replaceFirst("").strip())
          .filter(line -> !line.isEmpty() && !line.toLowerCase(Locale.ROOT).startsWith("code "))
          .findFirst()
          .or(() -> told.lines().filter(line -> !line.isBlank()).findFirst())
          .orElse("it ended with status " + status);
    }
  }
}
