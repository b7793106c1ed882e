package dev.quantloop.llama.install;

import static dev.quantloop.llama.install.PackageFixture.SILENT;
import static dev.quantloop.llama.install.PackageFixture.catalogOf;
import static dev.quantloop.llama.install.PackageFixture.installer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Remedy;
import dev.quantloop.llama.file.FileOwner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeInstallerTest {
  @TempDir Path temporary;
  private Path cache;
  private PackageFixture fixture;

  @BeforeEach
  void prepare() {
    cache = temporary.resolve("cache");
    fixture = new PackageFixture(temporary);
  }

  @Test
  void theCpuLibraryComesThroughNpm() throws IOException {
    List<String> progress = new ArrayList<>();
    Path directory = new NativeInstaller(cache).install(Backend.CPU, progress::add);

    assertEquals(cache.resolve("native/linux-x64-3.22.1"), directory);
    List<String> files = names(directory);
    assertTrue(files.contains("libllama.v0.5.0.so"), files::toString);
    assertTrue(files.contains("libggml-base.so"), files::toString);
    assertTrue(files.contains("libggml-cpu-x64.so"), files::toString);
    assertFalse(files.contains("llama-addon.node"), files::toString);
    assertEquals(
        List.of(
            "fetching @node-llama-cpp/linux-x64@3.22.1 with npm (10.8 MB)",
            "installed llama.cpp v0.5.0 (cpu) in " + directory),
        progress);
    assertNoScratchLeft();
  }

  @Test
  void aSecondInstallFetchesNothingAndSaysNothing() throws IOException {
    Path tarball = fixture.goodTarball();
    NativeInstaller installer = installer(cache, catalogOf(tarball), fixture.npmServing(tarball));
    Path first = installer.install(Backend.CPU, SILENT);
    List<String> progress = new ArrayList<>();

    assertEquals(first, installer.install(Backend.CPU, progress::add));
    assertEquals(Optional.of(first), installer.installed(Backend.CPU));
    assertEquals(List.of(), progress);
    assertEquals(1, Files.readAllLines(fixture.calls()).size());
  }

  @Test
  void nothingIsInstalledBeforeTheFirstInstall() throws IOException {
    assertEquals(Optional.empty(), new NativeInstaller(cache).installed(Backend.CPU));
    assertFalse(Files.exists(cache));
  }

  @Test
  void whatNpmFetchesIsRefusedWhenItsDigestDiffers() throws IOException {
    Path pinned = fixture.goodTarball();
    Path other =
        fixture.tarball("other", Map.of("package/bins/linux-x64/libllama.v1.so", "changed"));

    LlamaException refusal =
        refusal(installer(cache, catalogOf(pinned), fixture.npmServing(other)));

    assertEquals(
        "what npm fetched as @test/linux-x64@1.0.0 is not the pinned package (its SHA-512 differs)"
            + " and was deleted",
        refusal.getMessage());
    assertNothingInstalled();
  }

  @Test
  void aPackageThatLeadsOutOfItsDirectoryIsRefused() throws IOException {
    for (String path : List.of("package/bins/x/../../../evil.so", "/evil.so", "../evil.so")) {
      Path tarball =
          fixture.tarball("evil", Map.of("package/bins/x/libllama.so", "good", path, "evil"));

      LlamaException refusal =
          refusal(installer(cache, catalogOf(tarball), fixture.npmServing(tarball)));

      assertTrue(refusal.getMessage().contains("leads out of the package"), refusal::getMessage);
      assertNothingInstalled();
      assertFalse(Files.exists(temporary.resolve("evil.so")));
    }
  }

  @Test
  void aPackageWithALinkIsRefused() throws IOException {
    Path tarball = fixture.tarball("link", Map.of("package/bins/x/libllama.so", "->/etc/passwd"));

    LlamaException refusal =
        refusal(installer(cache, catalogOf(tarball), fixture.npmServing(tarball)));

    assertTrue(refusal.getMessage().contains("is a link"), refusal::getMessage);
    assertNothingInstalled();
  }

  @Test
  void aPackageWithoutLlamaIsRefused() throws IOException {
    Path tarball = fixture.tarball("empty", Map.of("package/bins/x/libllama-common.so", "other"));

    LlamaException refusal =
        refusal(installer(cache, catalogOf(tarball), fixture.npmServing(tarball)));

    assertTrue(refusal.getMessage().contains("holds no llama library"), refusal::getMessage);
    assertNothingInstalled();
  }

  @Test
  void withoutNpmTheMessageNamesTheOtherWays() throws IOException {
    Path empty = Files.createDirectory(temporary.resolve("empty"));
    Map<String, String> noNpm = Map.of("PATH", empty.toString());

    LlamaException refusal = refusal(installer(cache, catalogOf(fixture.goodTarball()), noNpm));

    assertEquals(
        "npm is needed to fetch llama.cpp and is not on the PATH; install npm, or fetch"
            + " @test/linux-x64@1.0.0 elsewhere (npm pack)",
        refusal.getMessage());
    assertEquals(Remedy.INSTALL_FROM_FILES, refusal.remedy().orElseThrow());
    assertNothingInstalled();
  }

  @Test
  void npmsTroubleIsToldInOneLine() throws IOException {
    assertTrouble("npm error code EAI_AGAIN", "its registry can't be reached");
    assertTrouble("npm error code ENOSPC", "no space left on the disk");
    assertTrouble("npm error code E404\\nnpm error 404 No match found", "404 No match found");
    assertTrouble("env: node: No such file", "env: node: No such file");
  }

  private void assertTrouble(String printed, String told) throws IOException {
    Map<String, String> npm = fixture.npm("printf '" + printed + "\\n' >&2; exit 1\n");

    LlamaException refusal = refusal(installer(cache, catalogOf(fixture.goodTarball()), npm));

    assertTrue(
        refusal.getMessage().contains("@test/linux-x64@1.0.0: " + told), refusal::getMessage);
    assertFalse(refusal.getMessage().contains("\n"));
    assertNothingInstalled();
  }

  @Test
  void npmIsAskedAgainWhenItsCacheIsOlderThanTheVersion() throws IOException {
    Path tarball = fixture.goodTarball();
    Map<String, String> npm =
        fixture.npm(
            """
            case $* in
              *--prefer-offline*) echo npm error code ETARGET >&2; exit 1 ;;
              *) cp '%s' "$destination/test-linux-x64-1.0.0.tgz" ;;
            esac
            """
                .formatted(tarball));

    Path directory = installer(cache, catalogOf(tarball), npm).install(Backend.CPU, SILENT);

    assertEquals(List.of("libllama.v1.so"), names(directory));
  }

  @Test
  void aCacheThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "not a directory");
    Path tarball = fixture.goodTarball();

    LlamaException refusal =
        refusal(installer(file.resolve("cache"), catalogOf(tarball), fixture.npmServing(tarball)));

    assertTrue(refusal.getMessage().contains(file.toString()), refusal::getMessage);
    assertTrue(refusal.getMessage().contains("XDG_CACHE_HOME"), refusal::getMessage);
    assertFalse(refusal.getMessage().contains("\n"));
  }

  @Test
  void leftoversOfAKilledInstallerAreRemoved() throws IOException {
    Path place = cache.resolve("native/linux-x64-1.0.0");
    Files.createDirectories(
        new FileOwner("another-machine", 999_999_999).temporaryOf(place, ".part"));
    Path earlier = Files.createDirectory(place.resolveSibling(".linux-x64-1.0.0.tmp123456"));
    long alive = ProcessHandle.current().parent().orElseThrow().pid();
    Path others = new FileOwner("another-machine", alive).temporaryOf(place, ".part");
    Files.createDirectory(others);
    FileOwner killed = new FileOwner(FileOwner.SELF.host(), 999_999_999);
    Path leftover = killed.temporaryOf(place, ".part").resolve("libraries");
    Files.createDirectories(leftover);
    Files.writeString(leftover.resolve("libllama.so"), "half");
    Path tarball = fixture.goodTarball();

    installer(cache, catalogOf(tarball), fixture.npmServing(tarball)).install(Backend.CPU, SILENT);

    Files.delete(others);
    assertFalse(Files.exists(earlier));
    assertNoScratchLeft();
  }

  @Test
  void aDirectoryWithoutItsLibraryIsFilledAgain() throws IOException {
    Path tarball = fixture.goodTarball();
    NativeInstaller installer = installer(cache, catalogOf(tarball), fixture.npmServing(tarball));
    Path directory = installer.install(Backend.CPU, SILENT);
    Files.delete(directory.resolve("libllama.v1.so"));

    assertEquals(directory, installer.install(Backend.CPU, SILENT));
    assertEquals(List.of("libllama.v1.so"), names(directory));
  }

  private LlamaException refusal(NativeInstaller installer) {
    return assertThrows(LlamaException.class, () -> installer.install(Backend.CPU, SILENT));
  }

  private void assertNothingInstalled() throws IOException {
    assertFalse(Files.exists(cache.resolve("native/linux-x64-1.0.0")));
    assertNoScratchLeft();
  }

  private void assertNoScratchLeft() throws IOException {
    Path root = cache.resolve("native");
    List<String> scratch = names(root).stream().filter(name -> name.endsWith(".part")).toList();
    assertEquals(List.of(), scratch);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
