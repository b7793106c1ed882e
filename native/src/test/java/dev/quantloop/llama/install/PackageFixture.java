package dev.quantloop.llama.install;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Makes packages, catalogs that pin them, and an npm that hands them out. */
final class PackageFixture {
  private final Path directory;

  PackageFixture(Path directory) {
    this.directory = directory;
  }

  /** A tarball of the given entries; a content that starts with {@code ->} makes a link. */
  Path tarball(String name, Map<String, String> entries) throws IOException {
    Path file = directory.resolve(name + ".tgz");
    try (OutputStream out = Files.newOutputStream(file);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        add(tar, entry.getKey(), entry.getValue());
      }
    }
    return file;
  }

  private static void add(TarArchiveOutputStream tar, String name, String content)
      throws IOException {
    if (content.startsWith("->")) {
      TarArchiveEntry link = new TarArchiveEntry(name, TarConstants.LF_SYMLINK, true);
      link.setLinkName(content.substring(2));
      tar.putArchiveEntry(link);
    } else {
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      TarArchiveEntry file = new TarArchiveEntry(name, true);
      file.setSize(bytes.length);
      tar.putArchiveEntry(file);
      tar.write(bytes);
    }
    tar.closeArchiveEntry();
  }

  Path goodTarball() throws IOException {
    return tarball("good", Map.of("package/bins/linux-x64/libllama.v1.so", "library"));
  }

  /** A catalog whose CPU build for linux-x64 is the package with this tarball. */
  static PrebuiltCatalog catalogOf(Path tarball) throws IOException {
    return PrebuiltCatalog.read(new StringReader(table(tarball)));
  }

  static String table(Path tarball) throws IOException {
    return """
        llama.cpp = v1
        scope = @test
        version = 1.0.0
        build.linux-x64.cpu = linux-x64
        bytes.linux-x64 = %d
        sha512.linux-x64 = %s
        """
        .formatted(Files.size(tarball), new Tarball(tarball).sha512());
  }

  /** An environment whose npm runs this script, with {@code $destination} set. */
  Map<String, String> npm(String script) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("bin"));
    Path npm = folder.resolve("npm");
    Files.writeString(
        npm,
        """
        #!/bin/sh
        for argument; do
          case $argument in --pack-destination=*) destination=${argument#*=} ;; esac
        done
        """
            + script);
    Files.setPosixFilePermissions(npm, PosixFilePermissions.fromString("rwxr-xr-x"));
    return Map.of("PATH", folder + ":" + System.getenv("PATH"));
  }

  /** An npm that hands out this file and counts how often it did. */
  Map<String, String> npmServing(Path tarball) throws IOException {
    return npm(
        "echo call >> '%s'%ncp '%s' \"$destination/test-linux-x64-1.0.0.tgz\"%n"
            .formatted(calls(), tarball));
  }

  /** One line for each time that the serving npm was called. */
  Path calls() {
    return directory.resolve("calls");
  }

  static NativeInstaller installer(
      Path cache, PrebuiltCatalog catalog, Map<String, String> environment) {
    return new NativeInstaller(cache, catalog, Platform.LINUX_X64, environment);
  }

  static final Consumer<String> SILENT = line -> {};
}
