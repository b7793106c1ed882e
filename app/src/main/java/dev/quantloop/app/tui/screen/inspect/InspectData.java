package dev.quantloop.app.tui.screen.inspect;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.stage.InspectedImatrix;
import dev.quantloop.app.tui.plot.LayerGrid;
import dev.quantloop.llama.imatrix.statistics.ImatrixComparison;
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
import java.util.function.Consumer;

/**
 * One imatrix, or two.
 *
 * @param imatrices one or two
 * @param rows by layer, then by kind; weights outside layers last
 * @param grid the rows by kind and layer
 */
record InspectData(
    List<InspectedImatrix> imatrices,
    List<InspectRow> rows,
    LayerGrid<InspectRow> grid,
    List<Measure> measures) {
  /**
   * Reads the files and computes everything, which takes up to a second; of a single one, the
   * totals that the map begins with come before.
   *
   * @param files one or two
   */
  static void read(List<Path> files, Consumer<InspectData> found) {
    if (files.size() == 1) {
      InspectedImatrix.readTotals(files.get(0)).ifPresent(one -> found.accept(of(List.of(one))));
    }
    found.accept(of(files.parallelStream().map(InspectedImatrix::read).toList()));
  }

  /** Whether there are totals alone, and the rest is being computed. */
  boolean totalsOnly() {
    return imatrices.get(0).totalsOnly();
  }

  private static InspectData of(List<InspectedImatrix> imatrices) {
    List<InspectRow> rows = rows(imatrices);
    return new InspectData(
        imatrices,
        rows,
        LayerGrid.of(rows, InspectRow::weight),
        Measure.of(
            imatrices.get(0).statistics(),
            imatrices.stream().skip(1).map(InspectedImatrix::statistics).toList()));
  }

  List<String> kinds() {
    return grid.kinds();
  }

  List<Integer> layers() {
    return grid.layers();
  }

  private static List<InspectRow> rows(List<InspectedImatrix> imatrices) {
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

  private static Map<WeightName, WeightComparison> compared(List<InspectedImatrix> imatrices) {
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
    return grid.at(kind, layer);
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
