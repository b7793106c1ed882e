package dev.quantloop.llama.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class FailureReasonTest {
  private static final String RULE = "============================================================";

  @Test
  void isWhatMayBeWrongWhereNoLibraryCanBeLoaded() {
    String reason =
        LlamaLibrary.reason(new UnsatisfiedLinkError("Could not find JNA native support"));
    assertTrue(reason.contains("is the installation's file system mounted noexec?"), reason);
    reason =
        LlamaLibrary.reason(
            new UnsatisfiedLinkError("\nx.so: failed to map segment from shared object"));
    assertTrue(reason.contains("is its file system mounted noexec?"), reason);
  }

  @Test
  void isTheSentenceThatSaysWhyAQuantizationFailed() {
    String why =
        "Missing importance matrix for tensor blk.3.attn_q.weight in a very low-bit quantization";
    assertEquals(why, reason(RULE, why, "The result will be garbage, so bailing out", RULE));
    assertEquals(
        why,
        reason(
            RULE,
            why,
            "The result will be garbage, so bailing out",
            RULE,
            "llama_model_quantize: failed to quantize: " + why));
    assertEquals(
        "this quantization requires an imatrix!",
        reason(
            RULE,
            " ERROR: this quantization requires an importance matrix!",
            "        - offending tensor: blk.0.attn_q.weight",
            "        - target type: iq2_xs",
            RULE,
            "llama_model_quantize: failed to quantize: this quantization requires an imatrix!"));
    assertEquals(
        "requantizing from type q8_0 is disabled",
        reason(
            "llama_model_quantize: failed to quantize: requantizing from type q8_0 is disabled"));
    assertEquals(
        "imatrix size 77 is different from tensor size 256 for blk.0.attn_q.weight",
        reason(
            "llama_model_quantize: failed to quantize: imatrix size 77 is different from tensor"
                + " size 256 for blk.0.attn_q.weight"));
    assertEquals(
        "unknown model architecture: 'future'",
        reason("llama_model_quantize: failed to quantize: unknown model architecture: 'future'"));
  }

  @Test
  void isTheInnermostOfALoad() {
    assertEquals(
        "missing tensor 'output_norm.weight'",
        reason(
            "llama_model_load: error loading model: missing tensor 'output_norm.weight'",
            "llama_model_load_from_file_impl: failed to load model"));
    assertEquals(
        "quantized V cache requires flash_attn to be enabled",
        reason(
            "llama_init_from_model: quantized V cache requires flash_attn to be enabled",
            "llama_init_from_model: failed to initialize the context"));
    assertEquals(
        "tensor 'blk.0.attn_q.weight' has invalid data",
        reason("decode: tensor 'blk.0.attn_q.weight' has invalid data"));
  }

  @Test
  void isThatItFailedWhereNothingSaysWhy() {
    assertEquals(
        "failed to load model", reason("llama_model_load_from_file_impl: failed to load model"));
    assertEquals(
        "failed to allocate compute buffers",
        reason(
            "graph_reserve: failed to allocate compute buffers",
            "llama_init_from_model: failed to initialize the context: failed to reserve"));
    assertEquals("failed to decode, ret = -3", reason("decode: failed to decode, ret = -3"));
    assertEquals("", reason(RULE));
    assertEquals("", reason());
  }

  private static String reason(String... lines) {
    return FailureReason.of(List.of(lines));
  }
}
