package dev.quantloop.llama.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.install.TestLibraries;
import dev.quantloop.llama.jna.AbiLayout;
import dev.quantloop.llama.jna.LibLlama;
import dev.quantloop.llama.library.NativeReport.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HandshakeTest {
  @Test
  void theRightLayoutPasses() throws IOException {
    assertTrue(run("v0.5.0").stream().allMatch(Check::passed));
  }

  @Test
  void theLayoutOfAnotherGenerationFails() throws IOException {
    List<Check> checks = run("b10361");
    assertFalse(checks.stream().allMatch(Check::passed));
    assertFalse(
        checks.stream()
            .filter(c -> c.name().equals("size of llama_model_params"))
            .findFirst()
            .orElseThrow()
            .passed());
  }

  @Test
  void theLayoutOfTheVersionIsTriedFirst() {
    assertEquals("v0.5.0", first("0.5.0-dev", "0.25.1"));
    assertEquals("v0.5.0", first("0.6.0", "0.26.0"));
    assertEquals("v0.8.0", first("0.8.0", "0.28.0"));
    assertEquals("v0.8.0", first("0.9.0-dev", "0.30.0"));
    assertEquals("b10361", first(null, "0.19.0"));
    assertEquals(3, AbiLayout.candidates(null, "0.17.0").size());
  }

  private static String first(String llamaVersion, String ggmlVersion) {
    return AbiLayout.candidates(llamaVersion, ggmlVersion).get(0).generation();
  }

  @Test
  void theChecksDecideAndNotTheName() throws IOException {
    LibLlama lib = LibLlama.open(library());
    for (String named : Arrays.asList("0.8.0", "1.0.0-dev", null)) {
      List<AbiLayout> candidates = AbiLayout.candidates(named, "0.28.0");
      assertEquals("v0.5.0", LlamaLibrary.fit(lib, candidates).layout().generation());
    }
  }

  @Test
  void aLibraryThatFollowsNoLayoutIsRefusedInALine() throws IOException {
    LibLlama lib = LibLlama.open(library());
    LlamaException refusal =
        assertThrows(
            LlamaException.class, () -> LlamaLibrary.fit(lib, List.of(AbiLayout.load("b10361"))));
    assertTrue(refusal.getMessage().contains("size of llama_model_params"), refusal.getMessage());
    assertEquals(1, refusal.getMessage().lines().count());
  }

  @Test
  void fieldsThatAGenerationLacksAreKnownToBeMissing() {
    for (String newer :
        List.of("llama_model_params.load_mode", "llama_model_quantize_params.dry_run")) {
      assertTrue(AbiLayout.load("v0.5.0").has(newer), newer);
      assertFalse(AbiLayout.load("b10361").has(newer), newer);
    }
  }

  private static List<Check> run(String generation) throws IOException {
    return Handshake.run(LibLlama.open(library()), AbiLayout.load(generation));
  }

  private static Path library() throws IOException {
    try (Stream<Path> files = Files.list(TestLibraries.cpu())) {
      return files
          .filter(f -> f.getFileName().toString().matches("libllama\\.v.*so"))
          .findFirst()
          .orElseThrow();
    }
  }
}
