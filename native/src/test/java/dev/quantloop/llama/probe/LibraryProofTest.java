package dev.quantloop.llama.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Native;
import dev.quantloop.llama.install.TestLibraries;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.library.NativeReport.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryProofTest {
  @TempDir Path directory;

  @Test
  void aSecondGenerationPassesEveryCheck() {
    Proof proof = prove(TestLibraries.b10361(), null);
    assertEquals("b10361", proof.generation());
    assertTrue(proof.checks().stream().allMatch(Check::passed));
    assertTrue(proof.checks().stream().anyMatch(c -> c.name().contains("Q4_K_M")));
  }

  @Test
  void aVariantThatDiesIsPassedOverForTheNextBest() throws IOException {
    String best = prove(TestLibraries.cpu(), null).cpuVariant();
    TestLibraries.copyCpu(directory);
    Path variant = directory.resolve("libggml-cpu-" + best + ".so");
    assertTrue(BrokenLibrary.spoil(variant, "ggml_gemm_q4_K") > 0);
    assertTrue(BrokenLibrary.spoil(variant, "ggml_gemv_q4_K") > 0);
    assertTrue(BrokenLibrary.spoil(variant, "ggml_vec_dot_q4_K") > 0);
    Proof proof = prove(directory, null);
    assertNotEquals(best, proof.cpuVariant());
    assertEquals(1, proof.passedOver().size());
    assertEquals(
        best + ": died of SIGILL while evaluating a Q4_K model", proof.passedOver().get(0));
  }

  @Test
  void anAskedVariantIsTheOnlyOneTried() throws IOException {
    TestLibraries.copyCpu(directory);
    BrokenLibrary.spoil(directory.resolve("libggml-cpu-x64.so"), "ggml_");
    LlamaException refusal = assertThrows(LlamaException.class, () -> prove(directory, "x64"));
    assertTrue(refusal.getMessage().contains("x64: died of SIGILL"), refusal.getMessage());
    assertEquals(1, refusal.getMessage().lines().count());
  }

  @Test
  void aReasonThatVariantsShareIsGivenOnce() throws IOException {
    TestLibraries.copyCpu(directory);
    for (String variant : LlamaLibrary.cpuVariants(directory)) {
      Path file = directory.resolve("libggml-cpu-" + variant + ".so");
      if (List.of("x64", "sse42").contains(variant)) {
        assertTrue(BrokenLibrary.spoil(file, "ggml_vec_dot_f16") > 0);
      } else {
        Files.delete(file);
      }
    }
    LlamaException refusal = assertThrows(LlamaException.class, () -> prove(directory, null));
    assertTrue(
        refusal.getMessage().contains("can't be used: sse42, x64: died of SIGILL"),
        refusal.getMessage());
  }

  @Test
  void anUnknownVariantIsRefusedByNamingThoseThatAreThere() {
    LlamaException refusal =
        assertThrows(LlamaException.class, () -> prove(TestLibraries.cpu(), "z80"));
    assertTrue(refusal.getMessage().contains("z80"));
    assertTrue(refusal.getMessage().contains("haswell"));
  }

  @Test
  void aDirectoryWithoutLibraryIsRefused() {
    LlamaException refusal = assertThrows(LlamaException.class, () -> prove(directory, null));
    assertTrue(refusal.getMessage().contains("no libllama in"), refusal.getMessage());
  }

  @Test
  void aProofIsRememberedUntilALibraryFileChanges() throws IOException {
    TestLibraries.copyCpu(directory);
    ProofStore store = new ProofStore(directory.resolve("cache"));
    Proof proof =
        new Proof(
            "v0.5.0", "haswell", 13, 12, List.of("zen4: died"), List.of(new Check("a", true, "b")));
    store.save(directory, null, proof);
    assertEquals(proof, store.find(directory, null).orElseThrow());
    assertTrue(store.find(directory, "haswell").isEmpty());
    Files.writeString(directory.resolve("libextra.so"), "new");
    assertTrue(store.find(directory, null).isEmpty());
  }

  private static Proof prove(Path library, String variant) {
    return LibraryProof.prove(library, variant, Native.DEMO_MODEL, line -> {});
  }
}
