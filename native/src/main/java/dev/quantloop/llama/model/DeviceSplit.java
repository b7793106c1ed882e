package dev.quantloop.llama.model;

import dev.quantloop.llama.LlamaException;
import java.util.List;

/**
 * How a model is spread over the devices.
 *
 * @param mode what is spread
 * @param shares how much each device gets, in proportion; empty: by their free memory
 * @param mainGpu the GPU that has everything where nothing is spread
 */
public record DeviceSplit(SplitMode mode, List<Float> shares, int mainGpu) {
  /** llama.cpp's default: layers, by free memory. */
  public static final DeviceSplit DEFAULT = new DeviceSplit(SplitMode.LAYER, List.of(), 0);

  public DeviceSplit {
    shares = List.copyOf(shares);
    if (mainGpu < 0) {
      throw new LlamaException(
          "the main GPU is given by its number, 0 for the first, not " + mainGpu);
    }
    if (shares.stream().anyMatch(share -> !(share >= 0) || share.isInfinite())
        || !shares.isEmpty() && shares.stream().allMatch(share -> share == 0)) {
      throw new LlamaException("the shares of the devices are numbers such as 3,1, not " + shares);
    }
  }
}
