package dev.quantloop.app.setting;

import dev.quantloop.app.format.Json;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.llama.evaluate.ScoredPositions;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.NextnLayers;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.FlashAttention;
import dev.quantloop.llama.quantize.ImatrixUse;
import dev.quantloop.llama.quantize.LibraryOptions;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.QuantizeOptions;
import dev.quantloop.tracker.record.ExperimentSettings;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values that have been given to settings of the catalog: an immutable map. */
public final class SettingValues {
  /** Everything is left to the defaults and to the program. */
  public static final SettingValues NONE = new SettingValues(Map.of());

  /** Of layers that predict further tokens. */
  public static final String USUAL_NEXTN_TYPE = "q8_0";

  /** In place of a tensor type: what the quant type has. */
  public static final String MIX = "mix";

  private static final String QUANTIZE_OPTIONS = "quantize_options";

  private final Map<Setting<?>, Object> values;

  private SettingValues(Map<Setting<?>, Object> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * Reads texts; empty ones count as not given.
   *
   * @param texts by {@link Setting#id}
   * @throws SettingException for the first that makes no sense
   */
  public static SettingValues parse(Map<String, String> texts) {
    SettingValues all = NONE;
    for (Setting<?> setting : Setting.all()) {
      String text = texts.getOrDefault(setting.id(), "");
      all = text.isEmpty() ? all : all.parsed(setting, text);
    }
    return all;
  }

  private <T> SettingValues parsed(Setting<T> setting, String text) {
    return with(setting, setting.parse(text));
  }

  /** Those of an experiment, each with its value. */
  public static SettingValues of(ExperimentSettings recorded) {
    Map<String, Object> columns = recorded.values();
    columns.putAll(Json.parse(recorded.quantizeOptions()));
    SettingValues all = NONE;
    for (Setting<?> setting : Setting.all()) {
      Object value = columns.get(setting.column());
      all = value == null ? all : all.ofColumn(setting, value);
    }
    return all;
  }

  private <T> SettingValues ofColumn(Setting<T> setting, Object value) {
    return with(setting, setting.fromColumn(value));
  }

  /**
   * As they are put on record: what is not given has its default. The quantize options are those
   * that differ from the defaults.
   */
  public ExperimentSettings recorded() {
    Map<String, Object> columns = new HashMap<>();
    Map<String, Object> quantize = new LinkedHashMap<>();
    SettingValues unusual = brief();
    // A sequential split leaves nothing out.
    SettingValues whole =
        with(Setting.ORDER, order())
            .with(Setting.KEEP_OVERLAP, isSequential() || get(Setting.KEEP_OVERLAP));
    for (Setting<?> setting : Setting.all()) {
      if (!Setting.QUANTIZE.contains(setting)) {
        columns.put(setting.column(), whole.column(setting));
      } else if (unusual.values.containsKey(setting)) {
        quantize.put(setting.column(), column(setting));
      }
    }
    columns.put(QUANTIZE_OPTIONS, Json.line(quantize));
    return ExperimentSettings.of(columns);
  }

  private <T> Object column(Setting<T> setting) {
    return find(setting).or(setting::usual).map(setting::toColumn).orElse(null);
  }

  /** What has been given. */
  @SuppressWarnings("unchecked")
  public <T> Optional<T> find(Setting<T> setting) {
    return Optional.ofNullable((T) values.get(setting));
  }

  /** What has been given, or the default of a setting that has one. */
  public <T> T get(Setting<T> setting) {
    return find(setting).or(setting::usual).orElseThrow();
  }

  public <T> SettingValues with(Setting<T> setting, T value) {
    Map<Setting<?>, Object> more = new HashMap<>(values);
    more.put(setting, value);
    return new SettingValues(more);
  }

  /** Without values of other settings. */
  public SettingValues only(Collection<Setting<?>> settings) {
    Map<Setting<?>, Object> fewer = new HashMap<>(values);
    fewer.keySet().retainAll(settings);
    return new SettingValues(fewer);
  }

  /** Without values of these settings. */
  public SettingValues without(Collection<Setting<?>> settings) {
    Map<Setting<?>, Object> fewer = new HashMap<>(values);
    fewer.keySet().removeAll(settings);
    return new SettingValues(fewer);
  }

  /** Without those that would hold anyway, except the ones that people look at first. */
  public SettingValues brief() {
    Map<Setting<?>, Object> unusual = new HashMap<>(values);
    unusual.keySet().removeIf(this::isUsual);
    return new SettingValues(unusual);
  }

  private boolean isUsual(Setting<?> setting) {
    if (setting == Setting.ORDER) {
      return order().equals(usualOrder());
    }
    return setting.group() != Setting.Group.FIRST
        && setting.usual().equals(Optional.of(values.get(setting)));
  }

  /** As texts by {@link Setting#id}, in the order of the catalog; {@link #parse} reads them. */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Setting<?> setting : Setting.all()) {
      text(setting).ifPresent(text -> texts.put(setting.id(), text));
    }
    return texts;
  }

  private <T> Optional<String> text(Setting<T> setting) {
    return find(setting).map(setting::print);
  }

  /** Whether nothing is said of what {@code quantloop tune} finds out. */
  public boolean leavesTuning() {
    return values.keySet().stream().noneMatch(Setting::isTuned);
  }

  /** How text is pushed through models, with llama.cpp's defaults. */
  public DecodeSettings decode() {
    int context = get(Setting.CONTEXT);
    long most = (long) DecodeSettings.MOST_CHUNKS * context;
    int batch = find(Setting.BATCH).orElse((int) Math.min(DecodeSettings.USUAL_BATCH, most));
    if (batch / context > DecodeSettings.MOST_CHUNKS) {
      throw new SettingException(
          Setting.BATCH,
          "%d is more than llama.cpp's %d chunks of %d tokens at once: %d or less will do"
              .formatted(batch, DecodeSettings.MOST_CHUNKS, context, most));
    }
    return new DecodeSettings(
        context,
        batch,
        find(Setting.MICRO_BATCH).orElse(DecodeSettings.USUAL_UBATCH),
        find(Setting.THREADS).orElseGet(ThisMachine::physicalCores),
        find(Setting.FLASH_ATTENTION).orElse(FlashAttention.AUTO));
  }

  /** The same, where text is to be pushed through models like this. */
  public SettingValues with(DecodeSettings decode) {
    return with(Setting.CONTEXT, decode.contextSize())
        .with(Setting.BATCH, decode.batchSize())
        .with(Setting.MICRO_BATCH, decode.ubatchSize())
        .with(Setting.THREADS, decode.threads())
        .with(Setting.FLASH_ATTENTION, decode.flashAttention());
  }

  /** In which corpora take chunks: as asked for, or as the split suggests. */
  public String order() {
    return find(Setting.ORDER).orElse(usualOrder());
  }

  private String usualOrder() {
    return isSequential() ? Setting.FILE_ORDER : Setting.INTERLEAVED;
  }

  /** Whether sources are split as one text each, as llama.cpp does. */
  public boolean isSequential() {
    return get(Setting.SPLIT).equals(Setting.SEQUENTIAL);
  }

  public ScoredPositions positions() {
    return get(Setting.ALL_POSITIONS) ? ScoredPositions.ALL : ScoredPositions.SECOND_HALF;
  }

  /**
   * The options of one quantization.
   *
   * @param imatrixName what the file's metadata call the imatrix; null for its path
   */
  public QuantizeOptions quantizing(QuantType type, Path imatrix, String imatrixName, int threads) {
    return new QuantizeOptions(
        type,
        imatrix,
        imatrixName,
        threads,
        find(Setting.EMBEDDING_TYPE).orElse(null),
        find(Setting.OUTPUT_TYPE).orElse(null),
        get(Setting.TENSOR_TYPES),
        get(Setting.PURE),
        get(Setting.REQUANTIZE),
        get(Setting.LEAVE_OUTPUT),
        find(Setting.NEXTN_TYPE).filter(nextn -> !nextn.equals(MIX)).orElse(null),
        ImatrixUse.ALL,
        LibraryOptions.NONE);
  }

  /**
   * With a type for the layers that predict further tokens, where the model has some and anything
   * is quantized.
   *
   * @param types that the model becomes
   * @throws SettingException when one is given and the model has none
   */
  public SettingValues withNextnType(GgufFile model, List<QuantType> types) {
    boolean given = find(Setting.NEXTN_TYPE).isPresent();
    if (!NextnLayers.of(model).isEmpty()) {
      boolean needed = !given && types.stream().anyMatch(QuantType::quantizes);
      return needed ? with(Setting.NEXTN_TYPE, USUAL_NEXTN_TYPE) : this;
    } else if (given) {
      throw new SettingException(
          Setting.NEXTN_TYPE, "this model has no layers that predict further tokens");
    }
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SettingValues those && values.equals(those.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return texts().toString();
  }
}
