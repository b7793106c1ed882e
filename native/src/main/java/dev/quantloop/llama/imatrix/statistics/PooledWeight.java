package dev.quantloop.llama.imatrix.statistics;

import dev.quantloop.llama.imatrix.ImatrixEntry;
import java.util.List;

/** The columns of a weight with the sums over them that its statistics share. */
record PooledWeight(
    WeightName name,
    ImatrixEntry entry,
    List<Columns> squares,
    List<Columns> plain,
    Energy energy) {
  static PooledWeight of(String name, ImatrixEntry entry) {
    List<Columns> squares = Columns.squares(entry);
    return new PooledWeight(
        WeightName.of(name), entry, squares, Columns.plain(entry), Energy.of(squares));
  }

  boolean sawTokens() {
    return energy.columns() > 0;
  }

  Earlier against(PooledWeight earlier) {
    return new Earlier(
        energy,
        earlier.energy,
        Likeness.of(squares, earlier.squares),
        Likeness.of(plain, earlier.plain));
  }

  /** One of its experts by itself. */
  PooledWeight expert(int index) {
    List<Columns> one = squares.subList(index, index + 1);
    return new PooledWeight(
        name,
        entry,
        one,
        plain.isEmpty() ? plain : plain.subList(index, index + 1),
        Energy.of(one));
  }

  StatisticValues values(Earlier earlier) {
    return StatisticValues.of(energy, squares, plain, earlier);
  }
}
