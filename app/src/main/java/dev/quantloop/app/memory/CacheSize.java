package dev.quantloop.app.memory;

import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufMetadata;
import dev.quantloop.llama.gguf.GgufValue;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.FlashAttention;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a context keeps of the tokens that it has read, as llama.cpp makes room for it: keys and
 * values in F16 for each layer with attention, and a state in F32 for each recurrent one. The
 * layers of a model need not be alike.
 */
final class CacheSize {
  private static final int F16_BYTES = 2;
  private static final int F32_BYTES = 4;

  /** A sequence has a multiple of so many places. */
  private static final int PLACES_AT_ONCE = 256;

  private final GgufFile model;
  private final GgufMetadata metadata;
  private final String architecture;
  private final int layers;

  /** Of each layer the kinds of its tensors: {@code 3.attn_k}. */
  private final Set<String> tensors;

  private CacheSize(GgufFile model) {
    this.model = model;
    this.metadata = model.metadata();
    this.architecture = metadata.text("general.architecture").orElse("");
    this.layers = (int) Math.min(1 << 16, whole("block_count", 0));
    this.tensors =
        model.modelTensors().keySet().stream()
            .filter(name -> name.startsWith("blk."))
            .map(name -> name.split("\\."))
            .filter(parts -> parts.length > 2)
            .map(parts -> parts[1] + "." + parts[2])
            .collect(Collectors.toSet());
  }

  static double bytes(GgufFile model, DecodeSettings settings) {
    return new CacheSize(model).bytes(settings);
  }

  private double bytes(DecodeSettings settings) {
    double sequences = settings.chunksPerBatch();
    double places =
        Math.ceil(settings.contextSize() / (double) PLACES_AT_ONCE) * PLACES_AT_ONCE * sequences;
    boolean padded = settings.flashAttention() == FlashAttention.OFF;
    return places * keysAndValues(padded) * F16_BYTES + sequences * states() * F32_BYTES;
  }

  /**
   * Of one token.
   *
   * @param padded whether all layers have as many values as the one that has most
   */
  private double keysAndValues(boolean padded) {
    long[] heads = cacheHeads();
    long[] window = perLayer("attention.sliding_window_pattern", 0);
    long[] keyWidths = headWidths("attention.key_length");
    long[] valueWidths = headWidths("attention.value_length");
    double keys = 0;
    double values = 0;
    double mostValues = 0;
    int cached = 0;
    for (int layer = 0; layer < layersRun(); layer++) {
      int kind = window[layer] == 0 ? 0 : 1;
      double value = heads[layer] * valueWidths[kind];
      mostValues = Math.max(mostValues, value);
      if (isCached(layer)) {
        keys += heads[layer] * keyWidths[kind];
        values += value;
        cached++;
      }
    }
    // Multi-head latent attention reads the values out of the keys.
    boolean latent = whole("attention.key_length_mla", 0) > 0;
    return latent ? keys : keys + (padded ? cached * mostValues : values);
  }

  private long[] cacheHeads() {
    long[] heads = perLayer("attention.head_count", 0);
    return has("attention.head_count_kv") ? perLayer("attention.head_count_kv", 0) : heads;
  }

  /** Those at the end that predict further tokens are not run. */
  private int layersRun() {
    return (int) Math.max(0, layers - whole("nextn_predict_layers", 0));
  }

  private boolean isCached(int layer) {
    return layer < layers - whole("attention.shared_kv_layers", 0)
        && (tensors.contains(layer + ".attn_k") || !isRecurrent(layer));
  }

  private boolean isRecurrent(int layer) {
    return tensors.contains(layer + ".ssm_a")
        || tensors.contains(layer + ".ssm_conv1d")
        || tensors.contains(layer + ".shortconv")
        || tensors.contains(layer + ".time_mix_key");
  }

  /** Of layers that see everything, and of those that see a window. */
  private long[] headWidths(String key) {
    long heads = layers == 0 ? 0 : perLayer("attention.head_count", 0)[0];
    long usual = whole(key, heads == 0 ? 0 : whole("embedding_length", 0) / heads);
    return new long[] {usual, whole(key + "_swa", usual)};
  }

  /** Of one sequence. */
  private double states() {
    int recurrent = 0;
    for (int layer = 0; layer < layersRun(); layer++) {
      recurrent += isRecurrent(layer) ? 1 : 0;
    }
    return recurrent * (double) state();
  }

  private long state() {
    long width = whole("embedding_length", 0);
    long convolved = Math.max(0, whole("ssm.conv_kernel", 0) - 1);
    long deltaHead = whole("kda.head_dim", 0);
    if (has("wkv.head_size")) {
      return width * (whole("token_shift_count", 2) + whole("wkv.head_size", 0));
    } else if (has("shortconv.l_cache")) {
      return width * (whole("shortconv.l_cache", 1) - 1);
    } else if (deltaHead > 0) {
      long heads = perLayer("attention.head_count", 0)[0];
      return heads * deltaHead * (3 * convolved + deltaHead);
    }
    long inner = whole("ssm.inner_size", 0);
    long states = whole("ssm.state_size", 0);
    return convolved * (inner + 2 * whole("ssm.group_count", 0) * states) + states * inner;
  }

  private boolean has(String key) {
    return metadata.value(architecture + "." + key).isPresent();
  }

  private long whole(String key, long otherwise) {
    return metadata.whole(architecture + "." + key).orElse(otherwise);
  }

  /** A value that is the same for all layers, or an array with one for each. */
  private long[] perLayer(String key, long otherwise) {
    Optional<GgufValue.Sequence> each =
        metadata.sequence(architecture + "." + key).filter(array -> array.count() >= layers);
    if (each.isPresent()) {
      return model.integers(each.get());
    }
    long[] same = new long[layers];
    Arrays.fill(same, whole(key, otherwise));
    return same;
  }
}
