package dev.quantloop.llama.imatrix;

import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.gguf.NextnLayers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much of a model an imatrix covers. llama.cpp quantizes the other weights as if all their
 * inputs mattered alike, and says nothing.
 *
 * @param weights of the model that an imatrix is for, in its order
 * @param missing those without sums
 * @param partly those of which some experts saw no token
 * @param nextn the layers that predict further tokens, which no calibration runs
 * @param experts of all layers
 * @param columns of all experts that saw tokens
 * @param idleColumns those whose input was 0 in every token
 * @param foreign entries that are of no tensor of the model
 * @param borrowed weights whose sums are those of another weight with the same input
 */
public record ImatrixCoverage(
    List<String> weights,
    List<String> missing,
    List<String> partly,
    NextnLayers nextn,
    ExpertCoverage experts,
    long columns,
    long idleColumns,
    List<String> foreign,
    List<String> borrowed) {
  private static final Pattern IN_BLOCK = Pattern.compile("blk\\.(\\d{1,6})\\..*weight");

  /** What llama_model_quantize leaves as it is. */
  private static final Pattern NOT_QUANTIZED =
      Pattern.compile(
          "_norm\\.weight|ffn_gate_inp\\.weight|ffn_gate_tid2eid\\.weight|altup|laurel"
              + "|per_layer_model_proj|ssm_conv1d|shortconv\\.conv\\.weight"
              + "|indexer\\.[kq]_proj\\.weight|time_mix_(first|[wva][012]|g[12])\\.weight"
              + "|time_mix_(decay_w[12]|lerp_fused)\\.weight|attn_rel_b\\.weight");

  public ImatrixCoverage {
    weights = List.copyOf(weights);
    missing = List.copyOf(missing);
    partly = List.copyOf(partly);
    foreign = List.copyOf(foreign);
    borrowed = List.copyOf(borrowed);
  }

  public static ImatrixCoverage of(GgufFile model, ImatrixSums sums) {
    return of(model, sums, sums.completedFor(model));
  }

  /**
   * Of an imatrix of which not all is used.
   *
   * @param used what is left of the sums, completed for the model
   */
  public static ImatrixCoverage of(GgufFile model, ImatrixSums sums, ImatrixSums used) {
    Map<String, String> borrowed = SharedInputs.of(model, sums);
    Set<String> standIns = SharedInputs.standIns(model, sums);
    Map<String, ImatrixEntry> entries = used.ofText().entries();
    List<String> weights = weights(model);
    Set<String> tensors = model.modelTensors().keySet();
    Map<String, ImatrixEntry> active =
        entries.entrySet().stream()
            .filter(entry -> tensors.contains(entry.getKey()) && entry.getValue().isActive())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    Collection<ImatrixEntry> own = active.values();
    return new ImatrixCoverage(
        weights,
        without(weights, active.keySet()::contains),
        weights.stream()
            .filter(weight -> active.containsKey(weight) && active.get(weight).hasIdleExperts())
            .toList(),
        NextnLayers.of(model),
        ExpertCoverage.of(active),
        own.stream().mapToLong(ImatrixEntry::seenColumns).sum(),
        own.stream().mapToLong(ImatrixEntry::idleColumns).sum(),
        without(
            List.copyOf(sums.entries().keySet()),
            name -> tensors.contains(name) || standIns.contains(name)),
        borrowed.keySet().stream().filter(active::containsKey).toList());
  }

  private static List<String> without(List<String> names, Predicate<String> left) {
    return names.stream().filter(left.negate()).toList();
  }

  /**
   * Of any imatrix of a model: the layers at its end that predict further tokens, which not every
   * model has, are never run.
   */
  public static ImatrixCoverage ofAny(GgufFile model) {
    return ofAny(model, false);
  }

  /**
   * The same.
   *
   * @param withNextn whether the layers that predict further tokens were run as well
   */
  public static ImatrixCoverage ofAny(GgufFile model, boolean withNextn) {
    NextnLayers nextn = NextnLayers.of(model);
    List<String> weights = weights(model);
    return new ImatrixCoverage(
        weights,
        weights.stream().filter(weight -> !withNextn && nextn.contains(weight)).toList(),
        List.of(),
        nextn,
        ExpertCoverage.of(Map.of()),
        0,
        0,
        List.of(),
        List.of());
  }

  private static List<String> weights(GgufFile model) {
    List<String> weights = new ArrayList<>();
    for (GgufFile part : model.parts()) {
      part.tensors().stream()
          .filter(ImatrixCoverage::isWeight)
          .map(GgufTensor::name)
          .forEach(weights::add);
    }
    return weights;
  }

  private static boolean isWeight(GgufTensor tensor) {
    return tensor.dimension(1) > 1
        && IN_BLOCK.matcher(tensor.name()).matches()
        && !staysAsItIs(tensor.name());
  }

  /** Whether llama_model_quantize leaves a tensor alone whose shape it could quantize. */
  public static boolean staysAsItIs(String tensor) {
    return NOT_QUANTIZED.matcher(tensor).find();
  }

  /** The number of a weight's layer; −1 where it is in none. */
  static int layer(String weight) {
    Matcher block = IN_BLOCK.matcher(weight);
    return block.matches() ? Integer.parseInt(block.group(1)) : -1;
  }

  /** The weights that have sums. */
  public Set<String> covered() {
    Set<String> covered = new HashSet<>(weights);
    missing.forEach(covered::remove);
    return covered;
  }

  /** Layers of which some of the weights or experts have no sums. */
  public SortedSet<Integer> partialLayers() {
    TreeSet<Integer> layers = layers(Stream.concat(missing.stream(), partly.stream()).toList());
    layers.removeIf(layer -> nextn.contains("blk." + layer + "."));
    return layers;
  }

  /** What is missing, in whole lines; none where nothing is. */
  public List<String> gaps() {
    List<String> expected = without(missing, nextn::contains);
    List<String> never = missing.stream().filter(nextn::contains).toList();
    return Stream.of(
            first(expected)
                .map(
                    first ->
                        "%d of %d weights have no importance; the first is %s (%s)"
                            .formatted(
                                expected.size(), weights.size(), first, named(layers(expected)))),
            first(never)
                .map(
                    first ->
                        "%s %s further tokens and %s not calibrated; weights without importance there: %d"
                            .formatted(
                                named(layers(never)),
                                layers(never).size() == 1 ? "predicts" : "predict",
                                layers(never).size() == 1 ? "is" : "are",
                                never.size())),
            experts.gap(),
            idleColumns == 0
                ? Optional.<String>empty()
                : Optional.of(
                    "%d of %d columns (%s) were never active and count for nothing when quantizing"
                        .formatted(idleColumns, columns, percent(idleColumns, columns))),
            first(foreign)
                .map(
                    first ->
                        "entries of no tensor of the model: %d; the first is %s"
                            .formatted(foreign.size(), first)),
            first(borrowed)
                .map(
                    first ->
                        "weights with the importance of another with the same input (gate and up): %d; the first is %s"
                            .formatted(borrowed.size(), first)))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<String> first(List<String> concerned) {
    return concerned.stream().findFirst();
  }

  private static TreeSet<Integer> layers(List<String> weights) {
    return weights.stream()
        .map(ImatrixCoverage::layer)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** "layer 7", "layers 0 to 3, 7". */
  static String named(SortedSet<Integer> layers) {
    return (layers.size() == 1 ? "layer " : "layers ") + ranges(layers);
  }

  private static String ranges(SortedSet<Integer> layers) {
    List<String> ranges = new ArrayList<>();
    int first = -1;
    int last = -1;
    for (int layer : layers) {
      if (first >= 0 && layer > last + 1) {
        ranges.add(range(first, last));
      }
      first = first < 0 || layer > last + 1 ? layer : first;
      last = layer;
    }
    ranges.add(range(first, last));
    return String.join(", ", ranges);
  }

  private static String range(int first, int last) {
    return first == last ? Integer.toString(first) : "%d to %d".formatted(first, last);
  }

  static String percent(long part, long all) {
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * part / all);
  }
}
