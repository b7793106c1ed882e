package dev.quantloop.llama.install;

import static dev.quantloop.llama.install.PackageFixture.SILENT;
import static dev.quantloop.llama.install.PackageFixture.catalogOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Remedy;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallFromFileTest {
  private static final Map<String, String> NO_NPM = Map.of();

  @TempDir Path temporary;
  private Path cache;
  private PackageFixture fixture;

  @BeforeEach
  void prepare() {
    cache = temporary.resolve("cache");
    fixture = new PackageFixture(temporary);
  }

  @Test
  void aPinnedPackageIsInstalledWithoutNpm() throws IOException {
    Path tarball = fixture.goodTarball();

    Path directory = installer(catalogOf(tarball)).installFrom(List.of(tarball), SILENT);

    assertEquals("library", Files.readString(directory.resolve("libllama.v1.so")));
    assertTrue(Files.exists(tarball));
  }

  @Test
  void aFileCutShortIsRefused() throws IOException {
    Path tarball = fixture.goodTarball();
    PrebuiltCatalog catalog = catalogOf(tarball);
    byte[] bytes = Files.readAllBytes(tarball);
    Files.write(tarball, Arrays.copyOf(bytes, bytes.length - 1));

    assertEquals(
        tarball
            + " is refused: by its SHA-512 it is none of the pinned packages; wanted is what 'npm"
            + " pack' fetches for one of @test/linux-x64@1.0.0",
        refusal(catalog, tarball));
    assertFalse(Files.exists(cache.resolve("native")));
  }

  @Test
  void aFileThatIsNotThereIsNamed() throws IOException {
    Path missing = temporary.resolve("missing.tgz");

    assertEquals(
        "cannot read " + missing + ": no such file or directory",
        refusal(catalogOf(fixture.goodTarball()), missing));
  }

  @Test
  void aPackageOfAnotherPlatformIsRefused() throws IOException {
    Path tarball = fixture.goodTarball();
    NativeInstaller arm =
        new NativeInstaller(cache, catalogOf(tarball), Platform.LINUX_ARM64, NO_NPM);

    LlamaException refusal =
        assertThrows(LlamaException.class, () -> arm.installFrom(List.of(tarball), SILENT));

    assertEquals(
        "the package is for linux-x64, but this machine is linux-arm64", refusal.getMessage());
  }

  @Test
  void aBuildOfTwoPackagesNeedsBothAndIsOneFlatDirectory() throws IOException {
    Path main =
        fixture.tarball(
            "main",
            Map.of(
                "package/bins/gpu/libllama.so", "llama",
                "package/bins/gpu/libggml-cuda.so", "13",
                "package/bins/gpu/llama-addon.node", "add-on",
                "package/README.md", "text"));
    Path extension =
        fixture.tarball("extension", Map.of("package/bins/gpu/fallback/libggml-cuda.so", "12"));
    PrebuiltCatalog catalog =
        PrebuiltCatalog.read(
            new StringReader(
                """
                llama.cpp = v1
                scope = @test
                version = 1.0.0
                build.linux-x64.cuda = gpu gpu-ext
                bytes.gpu = 1
                sha512.gpu = %s
                bytes.gpu-ext = 1
                sha512.gpu-ext = %s
                """
                    .formatted(new Tarball(main).sha512(), new Tarball(extension).sha512())));

    LlamaException refusal =
        assertThrows(
            LlamaException.class, () -> installer(catalog).installFrom(List.of(main), SILENT));
    assertEquals("the cuda backend also needs @test/gpu-ext@1.0.0", refusal.getMessage());
    assertEquals(Remedy.GIVE_EVERY_PACKAGE, refusal.remedy().orElseThrow());
    Path directory = installer(catalog).installFrom(List.of(extension, main), SILENT);

    try (var files = Files.list(directory)) {
      assertEquals(
          List.of("libggml-cuda-fallback.so", "libggml-cuda.so", "libllama.so"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    assertEquals("12", Files.readString(directory.resolve("libggml-cuda-fallback.so")));
  }

  private NativeInstaller installer(PrebuiltCatalog catalog) {
    return PackageFixture.installer(cache, catalog, NO_NPM);
  }

  private String refusal(PrebuiltCatalog catalog, Path file) {
    return assertThrows(
            LlamaException.class, () -> installer(catalog).installFrom(List.of(file), SILENT))
        .getMessage();
  }
}
