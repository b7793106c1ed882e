package dev.quantloop.app.tui.screen.allocate;

import dev.quantloop.tracker.record.AllocatedRecipe;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.service.RecipeStanding;
import dev.quantloop.tracker.view.ScoredFile;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A recipe, or the stock type that it is held against.
 *
 * @param standing of the recipe
 * @param score of the file on the text that is evaluated on; empty before it has one
 */
record RecipeRow(RecipeStanding standing, boolean stock, Optional<ScoredFile> score) {
  AllocatedRecipe recipe() {
    return standing.recipe();
  }

  String name() {
    return stock ? recipe().stockType() : (recipe().isGiven() ? "" : "recipe ") + recipe().target();
  }

  Optional<Quant> file() {
    return stock ? standing.stock() : standing.file();
  }

  /** What single tensors add up to. */
  OptionalDouble predicted() {
    return stock ? OptionalDouble.empty() : recipe().predictedKld();
  }

  /** On the text that tensors were measured on. */
  OptionalDouble kld() {
    return stock ? recipe().stockKld() : recipe().kld();
  }
}
