package dev.quantloop.app.setting;

import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.TensorRule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Refuses settings that would do nothing to a model. */
public final class EffectiveSettings {
  private static final String OUTPUT = "output.weight";

  private EffectiveSettings() {}

  /**
   * Refuses them.
   *
   * @param types that the model is quantized to; empty where it is not
   * @param tensors of the model, all its parts
   * @throws SettingException for the first that has no effect
   */
  public static void require(
      SettingValues values, List<QuantType> types, List<GgufTensor> tensors) {
    if (types.stream().noneMatch(QuantType::quantizes)) {
      requireSenseUnquantized(values, types);
    }
    if (values.find(Setting.LEAVE_OUTPUT).orElse(false)) {
      refuseIf(
          values.find(Setting.OUTPUT_TYPE).isPresent(),
          Setting.OUTPUT_TYPE,
          "a type of output.weight has no effect where it is left as it is");
    }
    if (tensors.stream().noneMatch(tensor -> tensor.name().equals(OUTPUT))) {
      requireSenseWithoutOutput(values, types);
    }
    requireMatches(values.get(Setting.TENSOR_TYPES), tensors);
  }

  /** What the types leave of it was tried with llama-quantize. */
  private static void requireSenseUnquantized(SettingValues values, List<QuantType> types) {
    Setting.WITHOUT_EFFECT_UNQUANTIZED.forEach(setting -> refuseGiven(values, setting, types));
    if (types.stream().allMatch(QuantType.COPY::equals)) {
      refuseGiven(values, Setting.EMBEDDING_TYPE, types);
      refuseGiven(values, Setting.OUTPUT_TYPE, types);
      refuseGiven(values, Setting.LEAVE_OUTPUT, types);
    }
  }

  private static void refuseGiven(SettingValues values, Setting<?> setting, List<QuantType> types) {
    refuseIf(
        values
            .find(setting)
            .filter(value -> !setting.usual().equals(Optional.of(value)))
            .isPresent(),
        setting,
        "it has no effect with %s: nothing is quantized"
            .formatted(types.stream().map(Enum::name).collect(Collectors.joining(", "))));
  }

  /** Where the token embeddings serve as output.weight. */
  private static void requireSenseWithoutOutput(SettingValues values, List<QuantType> types) {
    String none = "this model has no output.weight (its token embeddings serve for it): ";
    refuseIf(
        values.find(Setting.LEAVE_OUTPUT).orElse(false),
        Setting.LEAVE_OUTPUT,
        none + "there is nothing to leave as it is");
    refuseIf(
        values.find(Setting.PROCESS_OUTPUT).orElse(false),
        Setting.PROCESS_OUTPUT,
        none + "there is nothing to calibrate");
    refuseIf(
        values.find(Setting.OUTPUT_TYPE).isPresent()
            && values.find(Setting.EMBEDDING_TYPE).isPresent(),
        Setting.OUTPUT_TYPE,
        none + "the type of the embeddings decides");
    refuseIf(
        values.find(Setting.OUTPUT_TYPE).isPresent()
            && (values.get(Setting.PURE) || types.stream().noneMatch(QuantType::quantizes)),
        Setting.OUTPUT_TYPE,
        none + "give the type of the embeddings with --token-embedding-type");
  }

  /** Each pattern must be the first to find some weight. */
  private static void requireMatches(List<String> rules, List<GgufTensor> tensors) {
    Optional<String> useless =
        TensorRule.useless(
            rules.stream().map(TensorRule::parse).toList(),
            tensors.stream()
                .filter(tensor -> tensor.name().endsWith("weight") && tensor.shape().size() > 1)
                .map(GgufTensor::name)
                .toList(),
            tensors.stream().map(GgufTensor::name).toList());
    refuseIf(useless.isPresent(), Setting.TENSOR_TYPES, useless.orElse(""));
  }

  private static void refuseIf(boolean useless, Setting<?> setting, String reason) {
    if (useless) {
      throw new SettingException(setting, reason);
    }
  }
}
