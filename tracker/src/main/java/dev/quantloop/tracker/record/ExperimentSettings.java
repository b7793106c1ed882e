package dev.quantloop.tracker.record;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * How an experiment computes and when it stops. The components are the one list of the settings on
 * record: each is a column of the table experiment, named in snake case, except the quant types,
 * which have a table of their own. Documents use the same names.
 *
 * @param flashAttention "auto", "on" or "off"
 * @param scoredPositions "second half" or "all"
 * @param processOutput whether output.weight is calibrated too
 * @param squaresOnly whether imatrices are without the sums of plain activations
 * @param nextn whether the layer that predicts a further token is calibrated too
 * @param startTokens size of the first corpus; each next one is {@code growth} times as large
 * @param maxTokens empty: up to the whole pool
 * @param plateauK steps in a row below {@code tau} that make a plateau
 * @param tau relative change of the composite that counts, 0.01 = 1 %
 * @param evaluationChunks chunks of each evaluation set, unless it has all of its source
 * @param quantizeOptions JSON object; "{}" for none
 * @param seed of the order in which documents are drawn
 * @param split "document" or "sequential": the first chunks of the joined text are evaluated on
 * @param poolOrder "interleaved" or "file"
 * @param chunksPerDocument chunks of an evaluation set that are of one document, while there are
 *     enough documents
 * @param overlap what becomes of pool documents that repeat evaluation text: "left out" or "kept"
 * @param searchChunks chunks of each source that are kept back for choosing recipes
 * @param heldOutChunks chunks of each source that are kept back for the final figures
 * @param wholeEvaluation whether sources for evaluation alone give all their chunks
 * @param replicates of an iteration, at most; 0 for none
 * @param reference what quants are held against: "previous", "best", "baseline" or the number of an
 *     iteration
 * @param quarantine whether chunks on which a model computes what is not finite are put aside
 */
public record ExperimentSettings(
    @DecidesFigures int nCtx,
    int nBatch,
    int nUbatch,
    int threads,
    @DecidesFigures String flashAttention,
    int gpuLayers,
    @DecidesFigures String scoredPositions,
    @DecidesFigures boolean processOutput,
    boolean squaresOnly,
    boolean nextn,
    List<String> quantTypes,
    long startTokens,
    double growth,
    OptionalLong maxTokens,
    int plateauK,
    double tau,
    @DecidesFigures int evaluationChunks,
    @DecidesFigures String quantizeOptions,
    @DecidesFigures int seed,
    @DecidesFigures String split,
    @DecidesFigures String poolOrder,
    @DecidesFigures int chunksPerDocument,
    @DecidesFigures String overlap,
    @DecidesFigures int searchChunks,
    @DecidesFigures int heldOutChunks,
    @DecidesFigures boolean wholeEvaluation,
    int replicates,
    String reference,
    boolean quarantine) {
  /** The name under which the quant types stand among the other settings. */
  public static final String QUANT_TYPES = "quant_types";

  /** Marks a setting without which figures can't be compared. */
  @Retention(RetentionPolicy.RUNTIME)
  private @interface DecidesFigures {}

  public ExperimentSettings {
    quantTypes = List.copyOf(quantTypes);
  }

  /** All settings by column; what is empty is null. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : ExperimentSettings.class.getRecordComponents()) {
      values.put(RecordValues.name(component), value(component));
    }
    return values;
  }

  /**
   * The settings of these values.
   *
   * @param values by column, as {@link #values} gives them or as the database holds them
   */
  public static ExperimentSettings of(Map<String, ?> values) {
    RecordComponent[] components = ExperimentSettings.class.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] arguments =
        Arrays.stream(components)
            .map(
                component ->
                    converted(values.get(RecordValues.name(component)), component.getType()))
            .toArray();
    try {
      return ExperimentSettings.class.getDeclaredConstructor(types).newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same with another number of replicates, which decides no figure. */
  public ExperimentSettings withReplicates(int most) {
    return with("replicates", most);
  }

  /** The same, except that from now on chunks may be put aside. */
  public ExperimentSettings withQuarantine() {
    return with("quarantine", true);
  }

  private ExperimentSettings with(String column, Object value) {
    Map<String, Object> values = values();
    values.put(column, value);
    return of(values);
  }

  /** Whether figures computed with these settings and with the others can be compared. */
  public boolean computesAs(ExperimentSettings other) {
    return Arrays.stream(ExperimentSettings.class.getRecordComponents())
        .filter(component -> component.isAnnotationPresent(DecidesFigures.class))
        .allMatch(component -> Objects.equals(value(component), other.value(component)));
  }

  private Object value(RecordComponent component) {
    Object value = RecordValues.value(component, this);
    return value instanceof OptionalLong optional
        ? optional.isPresent() ? optional.getAsLong() : null
        : value;
  }

  private static Object converted(Object value, Class<?> type) {
    if (type == OptionalLong.class) {
      return value == null ? OptionalLong.empty() : OptionalLong.of(((Number) value).longValue());
    } else if (value instanceof Number number) {
      return type == int.class
          ? (Object) number.intValue()
          : type == long.class
              ? (Object) number.longValue()
              : type == double.class ? (Object) number.doubleValue() : number.intValue() != 0;
    }
    return value;
  }
}
