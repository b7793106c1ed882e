package dev.quantloop.app.tui.screen.allocate;

import dev.quantloop.llama.imatrix.statistics.WeightName;
import dev.quantloop.tracker.record.Sensitivity;

/**
 * A tensor that types are chosen for.
 *
 * @param shown what is measured first of it, or of its group; measured or not
 */
record TensorCell(WeightName weight, Sensitivity shown) {
  static TensorCell of(String tensor, Sensitivity shown) {
    return new TensorCell(WeightName.of(tensor), shown);
  }

  boolean measured() {
    return shown.kld().isPresent();
  }
}
