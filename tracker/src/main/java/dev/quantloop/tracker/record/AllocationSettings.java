package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.ExperimentId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the tensor types of an experiment's recipes are chosen by. The experiment evaluates the
 * recipes as files, each beside the quant type that it is held against.
 *
 * @param of whose next step it is
 * @param imatrixFile with which tensors are quantized; empty for none
 * @param types that tensors may have, as ggml names them
 * @param everyType whether each type is measured in each tensor, rather than one of them
 * @param groupedBy which tensors are measured together and get one type
 * @param searchChunks on which is measured
 * @param searchSha256 of their tokens
 */
public record AllocationSettings(
    ExperimentId experiment,
    Optional<ExperimentId> of,
    Optional<Path> imatrixFile,
    Optional<String> imatrixSha256,
    List<String> types,
    boolean everyType,
    TensorGrouping groupedBy,
    int searchChunks,
    String searchSha256) {
  public AllocationSettings {
    types = List.copyOf(types);
  }
}
