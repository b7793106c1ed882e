package dev.quantloop.app.experiment;

import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.app.memory.ContextMemory;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingException;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.NewModel;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** A GGUF file that is to be the baseline of an experiment; libllama is not needed to read it. */
public final class BaselineFile {
  public static final long LARGE = 1L << 30;

  private final Path given;
  private final Path file;
  private final GgufFile gguf;
  private final List<GgufFile> parts;

  private BaselineFile(Path given, Path file, GgufFile gguf) {
    this.given = given;
    this.file = file;
    this.gguf = gguf;
    this.parts = gguf.parts();
  }

  /**
   * Reads the header.
   *
   * @throws LlamaException for a file that is no complete model
   */
  public static BaselineFile open(Path path) {
    return open(path, GgufFile::requirePredictingModel);
  }

  /**
   * The same of a file that may be a vocabulary alone, for a baseline whose logits are stored.
   *
   * @throws LlamaException for a file without a vocabulary
   */
  public static BaselineFile openVocabulary(Path path) {
    return open(path, GgufFile::requireVocabulary);
  }

  private static BaselineFile open(Path path, Consumer<GgufFile> check) {
    Path file = path.toAbsolutePath().normalize();
    GgufFile header = GgufFile.read(file);
    check.accept(header);
    return new BaselineFile(path, file, header);
  }

  /** Reads and checks the header, before libllama sees the file. */
  public static BaselineFile read(Path path, DecodeSettings decode, boolean allowQuantized) {
    BaselineFile baseline = open(path);
    baseline.require(decode, ThisMachine.availableMemory(), allowQuantized);
    return baseline;
  }

  /**
   * Refuses what an experiment can't be made of.
   *
   * @param decode contexts that memory must hold
   * @param memory bytes that are available
   * @param allowQuantized whether a baseline that has lost precision already will do
   */
  public void require(DecodeSettings decode, long memory, boolean allowQuantized) {
    contextMemory(decode).requireFits(gguf, decode, memory);
    if (!allowQuantized && isQuantized()) {
      throw new SettingException(
          Setting.REQUANTIZE,
          "%s is quantized already (%s): its F16 or BF16 is the better baseline; allow requantizing to take this one all the same"
              .formatted(given, fileType()));
    }
  }

  /** What a context of it takes, or of a quant that is made of it. */
  public ContextMemory contextMemory(DecodeSettings decode) {
    return ContextMemory.of(gguf, decode);
  }

  /** Absolute and normalized. */
  public Path file() {
    return file;
  }

  /** As the user gave it. */
  public Path given() {
    return given;
  }

  public GgufFile gguf() {
    return gguf;
  }

  /** Of all parts of a model that is split. */
  public List<GgufTensor> tensors() {
    return parts.stream().flatMap(part -> part.tensors().stream()).toList();
  }

  /** The files of all parts, in their order. */
  public List<Path> files() {
    return parts.stream().map(GgufFile::path).toList();
  }

  /** Of all parts, one after the other; they are read for it. */
  public String sha256() {
    return Sha256.of(files());
  }

  public long parameters() {
    return parts.stream().mapToLong(GgufFile::parameterCount).sum();
  }

  public long bytes() {
    return parts.stream().mapToLong(GgufFile::fileBytes).sum();
  }

  public String architecture() {
    return gguf.metadata().text("general.architecture").orElse("unknown");
  }

  /** Tokens of the longest text that it was trained on; 0 where the file does not say. */
  public long trainingContext() {
    return gguf.metadata().whole(architecture() + ".context_length").orElse(0);
  }

  public long vocabularySize() {
    return gguf.metadata().sequence("tokenizer.ggml.tokens").orElseThrow().count();
  }

  /** The file's name without its ending, and without its number among the parts. */
  public String name() {
    return name(file);
  }

  /** The same of any. */
  public static String name(Path file) {
    return file.getFileName().toString().replaceAll("(-\\d{5}-of-\\d{5})?\\.gguf$", "");
  }

  /** The name of a model without what tells its own type: model-f16.gguf is a "model". */
  public static String nameWithoutType(Path model) {
    return model
        .getFileName()
        .toString()
        .replaceFirst("(?i)(-\\d{5}-of-\\d{5})?\\.gguf$", "")
        .replaceFirst("(?i)[-._](f16|bf16|f32|fp16|fp32|q8_0)$", "");
  }

  /** What the file says of itself, such as F16. */
  public String fileType() {
    OptionalLong number = gguf.metadata().whole("general.file_type");
    try {
      return number.isEmpty()
          ? "unknown"
          : QuantType.parse(Long.toString(number.getAsLong())).name();
    } catch (LlamaException e) {
      return "type " + number.getAsLong();
    }
  }

  /** Whether reading it all takes a while. */
  public boolean isLarge() {
    return bytes() >= LARGE;
  }

  /** What is recorded of the model; reads all of it for its SHA-256. */
  public NewModel describe() {
    return new NewModel(
        sha256(),
        name(),
        file,
        architecture(),
        fileType(),
        bytes(),
        parameters(),
        Math.toIntExact(vocabularySize()),
        Math.toIntExact(trainingContext()));
  }

  /** Whether it has lost precision already. */
  public boolean isQuantized() {
    return tensors().stream().map(GgufTensor::type).anyMatch(GgmlType::quantized);
  }
}
