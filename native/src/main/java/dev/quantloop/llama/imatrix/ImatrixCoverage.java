package dev.quantloop.llama.imatrix;

import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.gguf.NextnLayers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How much of a model an imatrix covers. llama.cpp quantizes the other weights as if all their
 * inputs mattered alike, and says nothing.
 *
 * @param weights of the model that an imatrix is for, in its order
 * @param missing those without sums
 * @param partly those of which some experts saw no token
 */
public record ImatrixCoverage(List<String> weights, List<String> missing, List<String> partly) {
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
  }

  public static ImatrixCoverage of(GgufFile model, ImatrixSums sums) {
    return of(
        model,
        weight -> entry(sums, weight).filter(ImatrixEntry::isActive).isPresent(),
        weight -> entry(sums, weight).filter(ImatrixEntry::hasIdleExperts).isPresent());
  }

  /**
   * Of any imatrix of a model: the layers at its end that predict further tokens, which not every
   * model has, are never run.
   */
  public static ImatrixCoverage ofAny(GgufFile model) {
    NextnLayers nextn = NextnLayers.of(model);
    return of(model, weight -> !nextn.contains(weight), weight -> false);
  }

  private static ImatrixCoverage of(
      GgufFile model, Predicate<String> covered, Predicate<String> partly) {
    List<String> weights = new ArrayList<>();
    for (GgufFile part : model.parts()) {
      part.tensors().stream()
          .filter(ImatrixCoverage::isWeight)
          .map(GgufTensor::name)
          .forEach(weights::add);
    }
    return new ImatrixCoverage(
        weights,
        weights.stream().filter(covered.negate()).toList(),
        weights.stream().filter(covered.and(partly)).toList());
  }

  private static Optional<ImatrixEntry> entry(ImatrixSums sums, String weight) {
    return Optional.ofNullable(sums.entries().get(weight));
  }

  private static boolean isWeight(GgufTensor tensor) {
    return tensor.dimension(1) > 1
        && IN_BLOCK.matcher(tensor.name()).matches()
        && !NOT_QUANTIZED.matcher(tensor.name()).find();
  }

  /** The weights that have sums. */
  public Set<String> covered() {
    Set<String> covered = new HashSet<>(weights);
    missing.forEach(covered::remove);
    return covered;
  }

  /** What is missing, in whole lines; none where nothing is. */
  public List<String> gaps() {
    return Stream.of(
            gap(missing, "%d of %d weights have no importance; the first is %s"),
            gap(partly, "in %d of %d weights some experts saw no token; the first is %s"))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<String> gap(List<String> concerned, String text) {
    return concerned.stream()
        .findFirst()
        .map(first -> text.formatted(concerned.size(), weights.size(), first));
  }
}
