package dev.quantloop.llama.gguf;

import dev.quantloop.llama.LlamaException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a GGUF file is a language model that libllama can be trusted with. Several of these
 * values are only asserted there, and a failed assertion ends the process.
 */
final class LoadableModel {
  /** What follows the architecture in the key that counts the layers for further tokens. */
  static final String NEXTN_LAYERS = ".nextn_predict_layers";

  /** In the names of tables of numbers, which are not weights: the experts of a token. */
  private static final String LOOKED_UP = "tid2eid";

  private static final int MAX_BLOCKS = 512;
  private static final int MAX_EXPERTS = 1024;
  private static final int MAX_PARTS = 9999;
  private static final String BLOCK_PREFIX = "blk.";
  private static final Pattern PART_NAME =
      Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf", Pattern.DOTALL);
  private static final Set<String> ROPE_SCALINGS = Set.of("none", "linear", "yarn", "longrope");

  private final GgufFile file;
  private final GgufMetadata metadata;
  private final String architecture;
  private final List<GgufFile> parts;

  private LoadableModel(GgufFile file) {
    this.file = file;
    this.metadata = file.metadata();
    this.parts = parts(file);
    this.architecture = architecture();
  }

  /**
   * Refuses a file.
   *
   * @param weights whether there must be any
   */
  static void require(GgufFile file, boolean weights) {
    LoadableModel model = new LoadableModel(file);
    model.requireVocabulary();
    model.requireBlocks(weights);
    model.requireExperts();
    model.requireRopeScaling();
    model.requireTypes();
  }

  private String architecture() {
    String type = metadata.text("general.type").orElse("model");
    if (!type.equals("model")) {
      throw refused(
          "it is a GGUF file of the kind \"%s\", not a model"
              .formatted(GgufParser.printable(type)));
    }
    return metadata
        .text("general.architecture")
        .filter(name -> !name.isBlank())
        .orElseThrow(() -> refused("it does not name its architecture (general.architecture)"));
  }

  private void requireVocabulary() {
    boolean present =
        metadata
            .sequence("tokenizer.ggml.tokens")
            .filter(s -> s.elementType() == GgufScalarType.STRING && s.count() > 0)
            .isPresent();
    if (!present) {
      throw refused("it has no vocabulary (tokenizer.ggml.tokens), so it is not a language model");
    }
  }

  private void requireBlocks(boolean weights) {
    long announced = required("block_count");
    long predicting = optional(NEXTN_LAYERS.substring(1));
    if (announced < 1 || announced > MAX_BLOCKS || predicting < 0 || predicting > announced) {
      throw refused(
          "it announces %d blocks, 1 to %d are possible".formatted(announced, MAX_BLOCKS));
    }
    boolean bare = parts.stream().allMatch(part -> part.tensors().isEmpty());
    if (bare && !weights) {
      return;
    } else if (bare) {
      throw refused("it has no tensors: a vocabulary alone cannot be run");
    }
    long present = presentBlocks();
    if (present > announced || present < announced - predicting) {
      throw refused(
          "it announces %d blocks (%s.block_count) but has the tensors of %d"
              .formatted(announced, GgufParser.printable(architecture), present));
    }
  }

  /** One more than the highest block number of any tensor, in all parts of the model. */
  private long presentBlocks() {
    return parts.stream().mapToLong(LoadableModel::blocksOf).max().orElse(0);
  }

  /** The files of a model that is split, in their order; else the one file. */
  static List<GgufFile> parts(GgufFile file) {
    long count = file.metadata().whole("split.count").orElse(1);
    if (count <= 1) {
      return List.of(file);
    }
    Matcher name = PART_NAME.matcher(file.path().getFileName().toString());
    if (count > MAX_PARTS || !name.matches() || Integer.parseInt(name.group(2)) != 1) {
      throw refused(
          file,
          "it is one of %d parts; give the first, named …-00001-of-%05d.gguf"
              .formatted(count, count));
    }
    List<GgufFile> parts = new ArrayList<>(List.of(file));
    for (int part = 2; part <= count; part++) {
      Path path =
          file.path().resolveSibling("%s-%05d-of-%05d.gguf".formatted(name.group(1), part, count));
      parts.add(requirePart(GgufFile.read(path), part, count));
    }
    requireTensors(parts);
    return parts;
  }

  private static GgufFile requirePart(GgufFile part, long number, long count) {
    if (part.metadata().whole("split.no").orElse(-1) != number - 1
        || part.metadata().whole("split.count").orElse(-1) != count) {
      throw refused(
          part,
          "it does not say that it is part %d of %d; fetch the parts of one model into one directory"
              .formatted(number, count));
    }
    return part;
  }

  private static void requireTensors(List<GgufFile> parts) {
    long present = parts.stream().mapToLong(part -> part.byName().size()).sum();
    long announced = parts.get(0).metadata().whole("split.tensors.count").orElse(present);
    if (announced != present) {
      throw refused(
          parts.get(0),
          "it announces %d tensors (split.tensors.count), but its %d parts have %d; fetch the parts of one model into one directory"
              .formatted(announced, parts.size(), present));
    }
  }

  private static long blocksOf(GgufFile part) {
    long blocks = 0;
    for (GgufTensor tensor : part.tensors()) {
      blocks = Math.max(blocks, blockNumber(tensor.name()) + 1);
    }
    return blocks;
  }

  /** N of {@code blk.N.…}, with {@code enc.} or {@code dec.} before it or not; −1 for others. */
  static long blockNumber(String tensor) {
    String name =
        tensor.startsWith("enc.") || tensor.startsWith("dec.") ? tensor.substring(4) : tensor;
    int end = name.indexOf('.', BLOCK_PREFIX.length());
    if (!name.startsWith(BLOCK_PREFIX) || end < 0) {
      return -1;
    }
    String number = name.substring(BLOCK_PREFIX.length(), end);
    boolean digits = number.length() <= 9 && number.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits && !number.isEmpty() ? Long.parseLong(number) : -1;
  }

  private void requireExperts() {
    long experts = optional("expert_count");
    long used = optional("expert_used_count");
    long groups = optional("expert_group_count");
    boolean possible =
        experts >= 0
            && experts <= MAX_EXPERTS
            && used >= 0
            && used <= experts
            && (groups == 0 || (groups > 0 && groups < experts));
    // Hunyuan's dense models announce one expert and mean none; elsewhere the number that is used
    // may be an array, an entry a block.
    boolean noneUsed =
        used == 0
            && experts > (architecture.startsWith("hunyuan") ? 1 : 0)
            && metadata.sequence(architecture + ".expert_used_count").isEmpty();
    if (!possible || noneUsed) {
      throw refused(
          "it announces %d experts in %d groups, %d of them used, which is impossible"
              .formatted(experts, groups, used));
    }
  }

  private void requireRopeScaling() {
    String scaling = metadata.text(architecture + ".rope.scaling.type").orElse("linear");
    if (!ROPE_SCALINGS.contains(scaling)) {
      throw refused(
          "its rope scaling \"%s\" does not exist".formatted(GgufParser.printable(scaling)));
    }
  }

  private void requireTypes() {
    for (GgufFile part : parts) {
      for (GgufTensor tensor : part.tensors()) {
        if (!tensor.type().canBeOfWeights() && !tensor.name().contains(LOOKED_UP)) {
          throw refused(
              "the tensor %s has the type %s, with which llama.cpp can't compute"
                  .formatted(GgufParser.printable(tensor.name()), tensor.type()));
        }
      }
    }
  }

  private long required(String key) {
    OptionalLong value = metadata.whole(architecture + "." + key);
    return value.orElseThrow(
        () ->
            refused(
                "it does not say %s.%s, so it is not a model that llama.cpp can load"
                    .formatted(GgufParser.printable(architecture), key)));
  }

  private long optional(String key) {
    return metadata.whole(architecture + "." + key).orElse(0);
  }

  private LlamaException refused(String why) {
    return refused(file, why);
  }

  private static LlamaException refused(GgufFile file, String why) {
    return new LlamaException("%s cannot be loaded: %s".formatted(file.path(), why));
  }
}
