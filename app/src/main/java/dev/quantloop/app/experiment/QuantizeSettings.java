package dev.quantloop.app.experiment;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.UserException;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.QuantizeOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How an experiment quantizes, beside type and imatrix; kept as JSON in its settings, where only
 * what differs from the default appears.
 *
 * @param tokenEmbeddingType a tensor type, or null for the mix's own choice
 * @param outputTensorType likewise
 * @param tensorTypes overrides {@code regex=type}
 * @param allowRequantize takes a baseline that is quantized already
 */
public record QuantizeSettings(
    String tokenEmbeddingType,
    String outputTensorType,
    List<String> tensorTypes,
    boolean pure,
    boolean leaveOutputTensor,
    boolean allowRequantize) {
  public static final QuantizeSettings DEFAULT =
      new QuantizeSettings(null, null, List.of(), false, false, false);

  public QuantizeSettings {
    tensorTypes = List.copyOf(tensorTypes);
  }

  /**
   * Refuses what no quantization could begin with.
   *
   * @throws UserException naming the flag
   */
  public void check() {
    requireType("--token-embedding-type", tokenEmbeddingType);
    requireType("--output-tensor-type", outputTensorType);
    for (String override : tensorTypes) {
      int equals = override.indexOf('=');
      if (equals <= 0) {
        throw new UserException(
            "--tensor-type takes NAME=TYPE, such as attn_q=q8_0, not '%s'".formatted(override));
      }
      requireType("--tensor-type", override.substring(equals + 1));
      requirePattern(override.substring(0, equals));
    }
  }

  private static void requireType(String flag, String name) {
    if (name != null && GgmlType.named(name).isEmpty()) {
      throw new UserException("%s: there is no tensor type '%s'".formatted(flag, name));
    }
  }

  private static void requirePattern(String pattern) {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new UserException(
          "--tensor-type: '%s' is no regular expression: %s".formatted(pattern, e.getDescription()),
          e);
    }
  }

  /**
   * The options of one quantization.
   *
   * @param imatrixName what the file's metadata call the imatrix; null for its path
   */
  public QuantizeOptions options(QuantType type, Path imatrix, String imatrixName, int threads) {
    return new QuantizeOptions(
        type,
        imatrix,
        imatrixName,
        threads,
        tokenEmbeddingType,
        outputTensorType,
        tensorTypes,
        pure,
        allowRequantize,
        leaveOutputTensor);
  }

  public String toJson() {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (tokenEmbeddingType != null) {
      fields.put("token_embedding_type", tokenEmbeddingType);
    }
    if (outputTensorType != null) {
      fields.put("output_tensor_type", outputTensorType);
    }
    if (!tensorTypes.isEmpty()) {
      fields.put("tensor_types", tensorTypes);
    }
    putIf(fields, "pure", pure);
    putIf(fields, "leave_output_tensor", leaveOutputTensor);
    putIf(fields, "allow_requantize", allowRequantize);
    try {
      return JSON.std.asString(fields);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static QuantizeSettings ofJson(String json) {
    try {
      Map<String, Object> fields = JSON.std.mapFrom(json);
      List<?> types = (List<?>) fields.getOrDefault("tensor_types", List.of());
      return new QuantizeSettings(
          (String) fields.get("token_embedding_type"),
          (String) fields.get("output_tensor_type"),
          types.stream().map(Object::toString).toList(),
          Boolean.TRUE.equals(fields.get("pure")),
          Boolean.TRUE.equals(fields.get("leave_output_tensor")),
          Boolean.TRUE.equals(fields.get("allow_requantize")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void putIf(Map<String, Object> fields, String name, boolean value) {
    if (value) {
      fields.put(name, true);
    }
  }
}
