package dev.quantloop.llama.gguf;

import java.util.List;
import java.util.stream.LongStream;

/**
 * The layers at a model's end that predict further tokens (MTP, NextN), as its metadata announce
 * them. llama.cpp runs them for drafting alone, so no calibration sees what enters their weights.
 *
 * @param first number of the first of them
 * @param end one more than that of the last, which equals {@code first} where there are none
 */
public record NextnLayers(long first, long end) {
  public static NextnLayers of(GgufFile model) {
    GgufMetadata metadata = model.metadata();
    String architecture = metadata.text("general.architecture").orElse("");
    long blocks = metadata.whole(architecture + ".block_count").orElse(0);
    long predicting = metadata.whole(architecture + LoadableModel.NEXTN_LAYERS).orElse(0);
    return new NextnLayers(blocks - predicting, blocks);
  }

  public boolean isEmpty() {
    return first >= end;
  }

  /** Whether a tensor is part of them. */
  public boolean contains(String tensor) {
    long block = LoadableModel.blockNumber(tensor);
    return block >= first && block < end;
  }

  public List<Long> numbers() {
    return LongStream.range(first, end).boxed().toList();
  }
}
