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
  void layoutsAreChosenByVersion() {
    assertEquals("v0.5.0", AbiLayout.of("0.5.0-dev", "0.25.1", "0ad4a86").generation());
    assertEquals("b10361", AbiLayout.of(null, "0.19.0", "adb92f2").generation());
  }

  @Test
  void anUnknownBuildIsRefusedInALine() {
    LlamaException refusal =
        assertThrows(LlamaException.class, () -> AbiLayout.of("0.4.0-dev", "0.23.0", "5b4ebc5"));
    assertTrue(refusal.getMessage().startsWith("this llama.cpp build is unknown (llama 0.4.0-dev"));
    assertEquals(1, refusal.getMessage().lines().count());
    assertThrows(LlamaException.class, () -> AbiLayout.of(null, "0.17.0", "ac12145"));
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
    try (Stream<Path> files = Files.list(TestLibraries.cpu())) {
      Path file =
          files
              .filter(f -> f.getFileName().toString().matches("libllama\\.v.*so"))
              .findFirst()
              .orElseThrow();
      return Handshake.run(LibLlama.open(file), AbiLayout.load(generation));
    }
  }
}
