package dev.quantloop.llama.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.Native;
import dev.quantloop.llama.install.Backend;
import dev.quantloop.llama.install.TestLibraries;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.library.NativeReport;
import dev.quantloop.llama.probe.Proof;
import dev.quantloop.llama.probe.ProofStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeRuntimeTest {
  @Test
  void prebuiltLibraryPassesEveryCheckInAChildProcess() {
    Native.library();
    NativeReport report = NativeRuntime.inspect(Native.settings(), line -> {});
    assertNull(report.problem());
    assertEquals("v0.5.0", report.generation());
    assertTrue(report.checks().size() > 30);
    assertTrue(report.checks().stream().allMatch(NativeReport.Check::passed));
    assertFalse(report.devices().isEmpty());
  }

  /** A library with a CUDA backend, proven where CUDA 13 was, on this machine that has none. */
  @Test
  void aProofWithAnotherCudaRuntimeIsNotBelieved(@TempDir Path root) throws Exception {
    Path library = Files.createDirectory(root.resolve("library"));
    TestLibraries.copyCpu(library);
    Files.createFile(library.resolve("libggml-cuda.so"));
    Path cache = root.resolve("cache");
    ProofStore store = new ProofStore(cache);
    Proof proven = new Proof("v0.5.0", "x64", LlamaLibrary.NEWER_CUDA, 13, List.of(), List.of());
    store.save(library.toRealPath(), "x64", proven);
    NativeSettings settings =
        new NativeSettings(cache, library, Backend.CPU, "x64", Native.DEMO_MODEL);
    NativeReport report = NativeRuntime.inspect(settings, line -> {});
    assertNull(report.problem());
    assertTrue(report.checks().size() > 30);
    assertEquals(0, store.find(library.toRealPath(), "x64").orElseThrow().cuda());
  }
}
