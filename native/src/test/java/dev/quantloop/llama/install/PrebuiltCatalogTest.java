package dev.quantloop.llama.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Remedy;
import dev.quantloop.llama.install.PrebuiltCatalog.NativePackage;
import dev.quantloop.llama.install.PrebuiltCatalog.PrebuiltLlama;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrebuiltCatalogTest {
  private final PrebuiltCatalog catalog = PrebuiltCatalog.bundled();

  @Test
  void everyBundledPackageIsPinnedByAWholeSha512() {
    for (PrebuiltLlama build : catalog.builds()) {
      for (NativePackage pinned : build.packages()) {
        assertEquals(64, Base64.getDecoder().decode(pinned.sha512()).length, pinned.spec());
      }
    }
  }

  @Test
  void cudaComesAsTwoPackagesInOneDirectory() {
    PrebuiltLlama cuda = catalog.find(Platform.LINUX_X64, Backend.CUDA);

    assertEquals(
        List.of(
            "@node-llama-cpp/linux-x64-cuda@3.22.1", "@node-llama-cpp/linux-x64-cuda-ext@3.22.1"),
        cuda.packages().stream().map(NativePackage::spec).toList());
    assertEquals("linux-x64-cuda-3.22.1", cuda.directoryName());
  }

  @Test
  void aBackendThatIsNotOnOfferIsAnsweredWithThoseThatAre() {
    LlamaException refusal =
        assertThrows(LlamaException.class, () -> catalog.find(Platform.LINUX_X64, Backend.METAL));

    assertEquals(
        "there is no prebuilt llama.cpp for linux-x64 with the metal backend, only with"
            + " cpu or cuda or vulkan",
        refusal.getMessage());
    assertEquals(Remedy.CHOOSE_OTHER_BACKEND, refusal.remedy().orElseThrow());
  }

  @Test
  void platformsAreNamedAsNpmNamesThem() {
    assertEquals(Optional.of(Platform.LINUX_X64), Platform.of("Linux", "amd64"));
    assertEquals(Optional.of(Platform.LINUX_ARM64), Platform.of("Linux", "aarch64"));
    assertEquals(Optional.of(Platform.MAC_ARM64), Platform.of("Mac OS X", "aarch64"));
    assertEquals(Optional.of(Platform.MAC_X64), Platform.of("Mac OS X", "x86_64"));
    assertEquals(Optional.empty(), Platform.of("Windows 11", "amd64"));
    assertEquals(Optional.empty(), Platform.of("Linux", "riscv64"));
  }
}
