package dev.quantloop.llama.imatrix.statistics;

import dev.quantloop.llama.imatrix.ImatrixEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The columns of one expert with the sums over them that its statistics, its weight's and its
 * layer's share.
 *
 * @param squares mean squares
 * @param plain mean activations; none where they are not known
 */
record ExpertSums(
    Columns squares,
    Columns plain,
    Energy energy,
    ColumnDistribution ofSquares,
    ColumnDistribution ofPlain) {
  /** Of each expert of an entry. */
  static List<ExpertSums> of(ImatrixEntry entry) {
    List<Columns> squares = Columns.squares(entry);
    List<Columns> plain =
        entry
            .plainSums()
            .map(sums -> Columns.byExpert(entry, sums))
            .orElse(Collections.nCopies(squares.size(), Columns.NONE));
    List<ExpertSums> experts = new ArrayList<>();
    for (int i = 0; i < squares.size(); i++) {
      experts.add(of(squares.get(i), plain.get(i)));
    }
    return experts;
  }

  private static ExpertSums of(Columns squares, Columns plain) {
    return new ExpertSums(
        squares,
        plain,
        Energy.of(squares),
        ColumnDistribution.of(squares),
        ColumnDistribution.of(plain));
  }

  Earlier against(ExpertSums earlier) {
    return new Earlier(
        energy,
        earlier.energy,
        Likeness.of(squares, ofSquares, earlier.squares, earlier.ofSquares),
        Likeness.of(plain, ofPlain, earlier.plain, earlier.ofPlain));
  }
}
