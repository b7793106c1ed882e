package dev.quantloop.app.tui.screen.allocate;

import dev.quantloop.llama.imatrix.statistics.WeightName;
import dev.quantloop.tracker.record.Sensitivity;

/**
 * A tensor that types are chosen for.
 *
 * @param shown what is measured of it first, measured or not
 */
record TensorCell(WeightName weight, Sensitivity shown) {
  static TensorCell of(Sensitivity shown) {
    return new TensorCell(WeightName.of(shown.tensor()), shown);
  }

  boolean measured() {
    return shown.kld().isPresent();
  }
}
