package dev.quantloop.llama.model;

import dev.quantloop.llama.Native;
import dev.quantloop.llama.gguf.GgufWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Vocabulary-only models of every kind of tokenizer, learned from a few words. */
final class SmallVocabulary {
  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int BYTE = 6;
  private static final int INT32 = 5;
  private static final int FLOAT32 = 6;
  private static final Set<String> ACROSS_BLANKS = Set.of("superbpe", "exaone-moe");

  private final String kind;
  private final Map<String, Integer> types = new LinkedHashMap<>();
  private final List<String> merges = new ArrayList<>();

  private SmallVocabulary(String kind) {
    this.kind = kind;
  }

  /**
   * Writes and loads a vocabulary.
   *
   * @param kind a tokenizer (llama, gemma, t5, bert, rwkv, plamo2, gemma4) or one of the byte-pair
   *     pre-tokenizers
   * @param samples the texts that it is learned from
   */
  static Model load(Path directory, String kind, List<String> samples) {
    Path file = directory.resolve(kind + ".gguf");
    new SmallVocabulary(kind).writer(samples).write(file);
    return Model.load(Native.library(), file, ModelOptions.VOCABULARY);
  }

  private GgufWriter writer(List<String> samples) {
    GgufWriter writer =
        new GgufWriter()
            .putText("general.architecture", "llama")
            .putUint32("llama.context_length", 512)
            .putUint32("llama.embedding_length", 32)
            .putUint32("llama.block_count", 1);
    switch (kind) {
      case "llama", "gemma" -> sentencePiece(writer, samples, "llama");
      case "t5", "plamo2" -> sentencePiece(writer, samples, kind);
      case "bert" -> wordPieces(writer, samples);
      case "rwkv" -> rwkv(writer, samples);
      default -> bytePairs(writer, samples);
    }
    List<Integer> kinds = List.copyOf(types.values());
    return writer
        .putTexts("tokenizer.ggml.tokens", List.copyOf(types.keySet()))
        .putEntry(
            numbers("token_type", INT32, kinds.size(), (i, room) -> room.putInt(kinds.get(i))))
        .putEntry(numbers("scores", FLOAT32, kinds.size(), (i, room) -> room.putFloat(-i / 8f)));
  }

  private interface Put {
    void at(int index, ByteBuffer room);
  }

  /** An array, which the product itself never writes. */
  private static byte[] numbers(String name, int type, int count, Put put) {
    byte[] key = ("tokenizer.ggml." + name).getBytes(StandardCharsets.US_ASCII);
    ByteBuffer entry =
        ByteBuffer.allocate(8 + key.length + 4 + 4 + 8 + 4 * count).order(ByteOrder.LITTLE_ENDIAN);
    entry.putLong(key.length).put(key).putInt(9).putInt(type).putLong(count);
    IntStream.range(0, count).forEach(i -> put.at(i, entry));
    return entry.array();
  }

  private void sentencePiece(GgufWriter writer, List<String> samples, String model) {
    writer.putText("tokenizer.ggml.model", model);
    writer.putTruth("tokenizer.ggml.add_space_prefix", !kind.equals("gemma"));
    types.put(model.equals("t5") ? "<pad>" : "<unk>", UNKNOWN);
    types.put(model.equals("t5") ? "</s>" : "<s>", CONTROL);
    types.put(model.equals("t5") ? "<unk>" : "</s>", model.equals("t5") ? UNKNOWN : CONTROL);
    IntStream.range(0, 256).forEach(i -> types.put("<0x%02X>".formatted(i), BYTE));
    types.put("<|im_end|>", CONTROL);
    types.put("<x>", USER_DEFINED);
    if (kind.equals("gemma")) {
      types.put("\n\n", USER_DEFINED);
    }
    boolean visible = !model.equals("plamo2");
    learn(
        samples.stream().map(text -> characters(visible ? text.replace(' ', '▁') : text)).toList());
  }

  private void wordPieces(GgufWriter writer, List<String> samples) {
    writer.putText("tokenizer.ggml.model", "bert");
    IntStream.range(0, 100).forEach(i -> types.put("[unused" + i + "]", CONTROL));
    List.of("[UNK]", "[CLS]", "[SEP]", "[MASK]").forEach(name -> types.put(name, CONTROL));
    types.put("<|im_end|>", CONTROL);
    learn(samples.stream().map(text -> characters(text.replace(' ', '▁'))).toList());
  }

  private void rwkv(GgufWriter writer, List<String> samples) {
    writer.putText("tokenizer.ggml.model", "rwkv");
    types.put("<s>", CONTROL);
    IntStream.range(0, 256).forEach(i -> types.put("\\x%02x".formatted(i), NORMAL));
    learn(samples.stream().map(SmallVocabulary::escaped).toList());
  }

  private static List<String> escaped(String text) {
    List<String> bytes = new ArrayList<>();
    for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
      bytes.add("\\x%02x".formatted(value & 0xff));
    }
    return bytes;
  }

  private void bytePairs(GgufWriter writer, List<String> samples) {
    boolean gemma = kind.equals("gemma4");
    writer.putText("tokenizer.ggml.model", gemma ? kind : "gpt2");
    writer.putText("tokenizer.ggml.pre", kind);
    if (gemma) {
      IntStream.range(0, 256).forEach(i -> types.put("<0x%02X>".formatted(i), BYTE));
      learn(samples.stream().map(text -> characters(text.replace(' ', '▁'))).toList());
    } else {
      IntStream.range(0, 256).forEach(i -> types.put(letter(i), NORMAL));
      learn(samples.stream().map(SmallVocabulary::letters).toList());
    }
    types.put("<|im_end|>", CONTROL);
    types.put("    ", USER_DEFINED);
    writer.putUint32("tokenizer.ggml.bos_token_id", types.size() - 2);
    writer.putUint32("tokenizer.ggml.eos_token_id", types.size() - 2);
    writer.putTruth("tokenizer.ggml.add_bos_token", true);
    writer.putTexts("tokenizer.ggml.merges", merges);
  }

  private static List<String> letters(String text) {
    List<String> letters = new ArrayList<>();
    for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
      letters.add(letter(value & 0xff));
    }
    return letters;
  }

  private static List<String> characters(String text) {
    return text.codePoints().mapToObj(Character::toString).toList();
  }

  /** Merges neighbours as chance has it, again and again. */
  private void learn(List<List<String>> texts) {
    Random random = new Random(kind.hashCode());
    for (List<String> text : texts) {
      text.forEach(symbol -> types.putIfAbsent(symbol, NORMAL));
      List<String> symbols = new ArrayList<>(text);
      for (int i = 0; i < 8 && symbols.size() > 1; i++) {
        int at = random.nextInt(symbols.size() - 1);
        String right = symbols.get(at + 1);
        if (isBlank(right) && !isBlank(symbols.get(at)) && !ACROSS_BLANKS.contains(kind)) {
          continue;
        }
        String left = symbols.set(at, symbols.get(at) + right);
        symbols.remove(at + 1);
        if (types.putIfAbsent(left + right, NORMAL) == null) {
          merges.add(left + " " + right);
        }
      }
    }
  }

  private static boolean isBlank(String symbol) {
    return symbol.matches("[▁Ġ ].*|\\\\x20.*");
  }

  /** What stands for a byte in a vocabulary of byte pairs. */
  static String letter(int value) {
    if (isPlain(value)) {
      return Character.toString(value);
    }
    int before = (int) IntStream.range(0, value).filter(i -> !isPlain(i)).count();
    return Character.toString(256 + before);
  }

  private static boolean isPlain(int value) {
    return value > ' ' && value < 127 || value >= 161 && value <= 172 || value >= 174;
  }
}
