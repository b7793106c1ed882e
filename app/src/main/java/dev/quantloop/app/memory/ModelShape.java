package dev.quantloop.app.memory;

import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.quantize.QuantType;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model takes, piece by piece, as far as its file's header tells.
 *
 * @param inputBytes of the token embeddings, which stay in main memory
 * @param layerBytes of each layer, the first first
 * @param outputBytes of what follows the last layer
 * @param tiedBytes of the embeddings where they are the output's weights too: a GPU holds them
 *     again
 * @param context what a context of it takes
 * @param computeBytes of what is computed at once
 */
record ModelShape(
    long inputBytes,
    List<Long> layerBytes,
    long outputBytes,
    long tiedBytes,
    ContextMemory context,
    long computeBytes) {
  private static final Pattern LAYER = Pattern.compile("blk\\.(\\d+)\\..*");
  private static final String EMBEDDING = "token_embd.weight";
  private static final String OUTPUT = "output.weight";

  /** Rows of activations that exist at once beside the logits, each as wide as the model. */
  private static final int ROWS_AT_ONCE = 8;

  ModelShape {
    layerBytes = List.copyOf(layerBytes);
  }

  /** The model of a file. */
  static ModelShape of(GgufFile file, DecodeSettings settings, boolean onGpu) {
    return of(file, settings, onGpu, GgufTensor::bytes);
  }

  /** What a quant of it will be. */
  static ModelShape quantized(
      GgufFile file, QuantType type, DecodeSettings settings, boolean onGpu) {
    return of(file, settings, onGpu, tensor -> QuantSize.bytes(tensor, type));
  }

  private static ModelShape of(
      GgufFile file, DecodeSettings settings, boolean onGpu, ToLongFunction<GgufTensor> bytes) {
    List<GgufTensor> tensors = List.copyOf(file.modelTensors().values());
    long[] layers = new long[layers(tensors)];
    long input = 0;
    long output = 0;
    for (GgufTensor tensor : tensors) {
      Matcher layer = LAYER.matcher(tensor.name());
      if (layer.matches()) {
        layers[Integer.parseInt(layer.group(1))] += bytes.applyAsLong(tensor);
      } else if (tensor.name().equals(EMBEDDING)) {
        input += bytes.applyAsLong(tensor);
      } else {
        output += bytes.applyAsLong(tensor);
      }
    }
    ContextMemory context = ContextMemory.of(file, settings, onGpu);
    boolean tied = tensors.stream().noneMatch(tensor -> tensor.name().equals(OUTPUT));
    return new ModelShape(
        input,
        Arrays.stream(layers).boxed().toList(),
        output,
        tied ? input : 0,
        context,
        onGpu ? compute(file, settings) : computeOnCpu(file, settings, context));
  }

  private static int layers(List<GgufTensor> tensors) {
    return tensors.stream()
        .map(tensor -> LAYER.matcher(tensor.name()))
        .filter(Matcher::matches)
        .mapToInt(layer -> Integer.parseInt(layer.group(1)) + 1)
        .max()
        .orElse(0);
  }

  private static long compute(GgufFile file, DecodeSettings settings) {
    long vocabulary =
        file.metadata().sequence("tokenizer.ggml.tokens").map(tokens -> tokens.count()).orElse(0L);
    return settings.ubatchSize() * vocabulary * Float.BYTES + activations(file, settings);
  }

  /** A CPU takes only the part of its buffer that it writes to. */
  private static long computeOnCpu(GgufFile file, DecodeSettings settings, ContextMemory context) {
    return Math.min(compute(file, settings), context.outputBytes() + activations(file, settings));
  }

  private static long activations(GgufFile file, DecodeSettings settings) {
    String architecture = file.metadata().text("general.architecture").orElse("");
    long width = file.metadata().whole(architecture + ".embedding_length").orElse(0);
    return settings.ubatchSize() * ROWS_AT_ONCE * width * Float.BYTES;
  }

  /** What can be put on a GPU one after the other: the output, then the layers from the last on. */
  int pieces() {
    return 1 + layerBytes.size();
  }

  /** What the GPU holds when so many pieces are there. */
  long onGpu(int pieces) {
    return pieces == 0 ? 0 : weightsOnGpu(pieces) + cacheOnGpu(pieces) + computeBytes;
  }

  /** What main memory holds then: the rest, and the logits that come back. */
  long inMainMemory(int pieces) {
    long output = pieces == 0 ? outputBytes + computeBytes : 0;
    long weights = inputBytes + output + layers(pieces()) - layers(pieces);
    return weights + context.cacheBytes() - cacheOnGpu(pieces) + context.outputBytes();
  }

  private long weightsOnGpu(int pieces) {
    return outputBytes + tiedBytes + layers(pieces);
  }

  private long cacheOnGpu(int pieces) {
    int layers = Math.max(0, pieces - 1);
    return layerBytes.isEmpty() ? 0 : context.cacheBytes() / layerBytes.size() * layers;
  }

  /** The layers among so many pieces. */
  private long layers(int pieces) {
    return layerBytes.stream().skip((long) pieces() - Math.max(1, pieces)).mapToLong(b -> b).sum();
  }
}
