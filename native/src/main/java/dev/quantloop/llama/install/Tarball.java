package dev.quantloop.llama.install;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.file.FileFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** The tarball of an npm package of prebuilt libraries. */
record Tarball(Path file) {
  private static final String LIBRARIES = "package/bins/";

  /** SHA-512 of the whole file, in base64 as npm writes it. */
  String sha512() {
    try (InputStream in = Files.newInputStream(file)) {
      return Base64.getEncoder().encodeToString(DigestUtils.sha512(in));
    } catch (IOException e) {
      throw FileFailure.reading(file, e);
    }
  }

  /**
   * Writes the regular files below {@code package/bins/NAME/} into a directory, flat, each forced
   * to the disk. Everything else in the tarball is left out, but a link or a path that leads
   * elsewhere condemns the whole of it.
   */
  void unpackLibraries(Path directory) throws IOException {
    try (InputStream compressed = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new GZIPInputStream(compressed, 1 << 16))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        requireHarmless(entry);
        if (!entry.isDirectory() && isWanted(entry.getName())) {
          write(tar, directory.resolve(flatName(entry.getName())));
        }
      }
    }
  }

  private void requireHarmless(TarArchiveEntry entry) {
    String name = entry.getName();
    boolean escapes =
        name.startsWith("/") || name.contains("\\") || ("/" + name + "/").contains("/../");
    if (escapes || !(isRegular(entry) || entry.isDirectory())) {
      throw new LlamaException(
          file + " is refused: its entry '" + name + "' is a link or leads out of the package");
    }
  }

  /** Unlike {@link TarArchiveEntry#isFile()}, which takes links and devices for files. */
  private static boolean isRegular(TarArchiveEntry entry) {
    byte flag = entry.getLinkFlag();
    return flag == TarConstants.LF_NORMAL || flag == TarConstants.LF_OLDNORM;
  }

  /** The Node.js add-on of the same packages is of no use to a JVM. */
  private static boolean isWanted(String name) {
    return name.startsWith(LIBRARIES)
        && name.indexOf('/', LIBRARIES.length()) > 0
        && !name.endsWith(".node");
  }

  /**
   * The libraries find one another beside themselves, so subdirectories are flattened: {@code
   * package/bins/linux-x64-cuda/fallback/libggml-cuda.so} becomes {@code libggml-cuda-fallback.so}.
   */
  static String flatName(String entryName) {
    String[] parts = entryName.substring(LIBRARIES.length()).split("/");
    String name = parts[parts.length - 1];
    if (parts.length == 2) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    int end = dot < 0 ? name.length() : dot;
    String folders = String.join("-", Arrays.copyOfRange(parts, 1, parts.length - 1));
    return name.substring(0, end) + "-" + folders + name.substring(end);
  }

  private static void write(InputStream content, Path target) throws IOException {
    Files.copy(content, target);
    try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
