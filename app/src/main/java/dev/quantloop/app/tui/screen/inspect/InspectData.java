package dev.quantloop.app.tui.screen.inspect;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.imatrix.statistics.ImatrixComparison;
import dev.quantloop.llama.imatrix.statistics.ImatrixStatistics;
import dev.quantloop.llama.imatrix.statistics.WeightComparison;
import dev.quantloop.llama.imatrix.statistics.WeightName;
import dev.quantloop.llama.imatrix.statistics.WeightStatistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One imatrix, or two.
 *
 * @param imatrices one or two
 * @param rows by layer, then by kind; weights outside layers last
 * @param kinds of weights, in the order of their names
 * @param layers that have weights; {@link #OUTSIDE} for those outside layers, last
 */
record InspectData(
    List<Inspected> imatrices,
    List<InspectRow> rows,
    List<String> kinds,
    List<Integer> layers,
    List<Measure> measures) {
  static final int OUTSIDE = Integer.MAX_VALUE;

  /** An imatrix with what was computed of it. */
  record Inspected(Path file, ImatrixSums sums, ImatrixStatistics statistics) {
    static Inspected read(Path file) {
      ImatrixSums sums = ImatrixFile.read(file);
      return new Inspected(file, sums, ImatrixStatistics.of(sums, ImatrixFile.nextLayers(file)));
    }

    String name() {
      return file.getFileName().toString();
    }

    /** "mine.gguf: 24 weights, 8 chunks of 512 tokens". */
    String line() {
      return "%s: %s, %s of %d tokens%s"
          .formatted(
              name(),
              Numbers.amount(statistics.weights().size(), "weight"),
              Numbers.amount(sums.chunkCount(), "chunk"),
              sums.chunkSize(),
              statistics.withPlainSums() > 0 ? "" : ", squares alone");
    }
  }

  /**
   * Reads the files and computes everything; takes up to a second.
   *
   * @param files one or two
   */
  static InspectData read(List<Path> files) {
    return of(files.parallelStream().map(Inspected::read).toList());
  }

  private static InspectData of(List<Inspected> imatrices) {
    List<InspectRow> rows = rows(imatrices);
    TreeSet<String> kinds = new TreeSet<>();
    TreeSet<Integer> layers = new TreeSet<>();
    for (InspectRow row : rows) {
      kinds.add(row.weight().kind());
      layers.add(layer(row));
    }
    return new InspectData(
        imatrices,
        rows,
        List.copyOf(kinds),
        List.copyOf(layers),
        Measure.of(
            imatrices.get(0).statistics(),
            imatrices.stream().skip(1).map(Inspected::statistics).toList()));
  }

  static int layer(InspectRow row) {
    return row.weight().layer().orElse(OUTSIDE);
  }

  private static List<InspectRow> rows(List<Inspected> imatrices) {
    TreeMap<WeightName, List<Optional<WeightStatistics>>> found = new TreeMap<>();
    for (int i = 0; i < imatrices.size(); i++) {
      for (WeightStatistics one : imatrices.get(i).statistics().weights()) {
        found
            .computeIfAbsent(
                one.weight(), name -> new ArrayList<>(List.of(Optional.empty(), Optional.empty())))
            .set(i, Optional.of(one));
      }
    }
    Map<WeightName, WeightComparison> compared = compared(imatrices);
    return found.entrySet().stream()
        .map(
            entry ->
                new InspectRow(
                    entry.getKey(),
                    entry.getValue().get(0),
                    entry.getValue().get(1),
                    Optional.ofNullable(compared.get(entry.getKey()))))
        .toList();
  }

  private static Map<WeightName, WeightComparison> compared(List<Inspected> imatrices) {
    Map<WeightName, WeightComparison> compared = new HashMap<>();
    if (imatrices.size() > 1) {
      ImatrixComparison.of(imatrices.get(0).sums(), imatrices.get(1).sums())
          .weights()
          .forEach(one -> compared.put(one.weight(), one));
    }
    return compared;
  }

  boolean two() {
    return imatrices.size() > 1;
  }

  Optional<InspectRow> at(int kind, int layer) {
    return rows.stream()
        .filter(row -> row.weight().kind().equals(kinds.get(kind)))
        .filter(row -> layer(row) == layers.get(layer))
        .findFirst();
  }

  /** The weight of the same kind so many layers on. */
  Optional<InspectRow> sibling(InspectRow row, int by) {
    List<InspectRow> same =
        rows.stream().filter(one -> one.weight().kind().equals(row.weight().kind())).toList();
    int at = same.indexOf(row) + by;
    return at >= 0 && at < same.size() ? Optional.of(same.get(at)) : Optional.empty();
  }

  /** How often each expert of a weight was chosen. */
  static String experts(WeightStatistics weight) {
    long never = weight.counts().stream().filter(count -> count == 0).count();
    return "%s of %d experts saw text%s"
        .formatted(
            Numbers.count(weight.experts() - never),
            weight.experts(),
            ", %s to %s tokens each"
                .formatted(
                    Numbers.count(weight.counts().stream().mapToLong(c -> c).min().orElse(0)),
                    Numbers.count(weight.tokens())));
  }
}
