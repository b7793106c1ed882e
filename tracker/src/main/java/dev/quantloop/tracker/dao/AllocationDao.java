package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.AllocatedRecipe;
import dev.quantloop.tracker.record.AllocationSettings;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.record.Sensitivity;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Tables allocation, sensitivity, recipe and tensor_recipe_type. */
public record AllocationDao(Handle handle) implements Dao {
  public void insert(AllocationSettings allocation) {
    Insert.into(handle, "allocation").with(allocation).execute();
  }

  public Optional<AllocationSettings> find(ExperimentId experiment) {
    return find(
        AllocationSettings.class, "select * from allocation where experiment_id = ?", experiment);
  }

  /** Latest first, those of removed experiments left out. */
  public List<AllocationSettings> list(ExperimentId of) {
    return list(
        AllocationSettings.class,
        """
        select a.* from allocation a join experiment e on e.id = a.experiment_id
        where a.of_id = ? and e.removed_at is null order by a.experiment_id desc
        """,
        of);
  }

  /** One that is estimated stays where it was measured before. */
  public void estimated(ExperimentId experiment, Sensitivity sensitivity, Instant now) {
    Insert.into(handle, "sensitivity")
        .with("experiment_id", experiment)
        .with(sensitivity)
        .with("created_at", now)
        .execute("on conflict do nothing");
  }

  public void measured(
      ExperimentId experiment, Sensitivity sensitivity, Provenance provenance, Instant now) {
    Insert.into(handle, "sensitivity")
        .with("experiment_id", experiment)
        .with(sensitivity)
        .with("provenance_id", new ProvenanceDao(handle).insertOrFind(provenance))
        .with("created_at", now)
        .execute(
            """
            on conflict (experiment_id, tensor, type) do update set bytes = excluded.bytes,
            error = excluded.error, kld = excluded.kld, kld_low = excluded.kld_low,
            kld_high = excluded.kld_high, composite = excluded.composite, chunks = excluded.chunks,
            provenance_id = excluded.provenance_id, created_at = excluded.created_at
            """);
  }

  /** In the order in which they were estimated: tensor after tensor. */
  public List<Sensitivity> sensitivities(ExperimentId experiment) {
    return list(
        Sensitivity.class,
        "select * from sensitivity where experiment_id = ? order by id",
        experiment);
  }

  /** When what is measured was, in that order. */
  public List<Instant> measuredAt(ExperimentId experiment) {
    return list(
            String.class,
            "select created_at from sensitivity where experiment_id = ? and kld is not null order by created_at",
            experiment)
        .stream()
        .map(Timestamps::instant)
        .toList();
  }

  /** In the order in which they were asked for. */
  public List<AllocatedRecipe> recipes(ExperimentId experiment) {
    return list(
        AllocatedRecipe.class,
        "select * from tensor_recipe where experiment_id = ? order by id",
        experiment);
  }

  /** One that is there stays as it is. */
  public void insert(AllocatedRecipe recipe) {
    Insert.into(handle, "tensor_recipe").with(recipe).execute("on conflict do nothing");
  }

  /** Keeps what has been found. */
  public void update(AllocatedRecipe recipe) {
    handle.execute(
        """
        update tensor_recipe set target_bytes = ?, bytes = ?, predicted_kld = ?, kld = ?, kld_low = ?,
        kld_high = ?, stock_kld = ?, rounds = ?, iteration_id = ?, stock_iteration_id = ?
        where experiment_id = ? and target = ?
        """,
        recipe.targetBytes(),
        recipe.bytes(),
        recipe.predictedKld(),
        recipe.kld(),
        recipe.kldLow(),
        recipe.kldHigh(),
        recipe.stockKld(),
        recipe.rounds(),
        recipe.iteration(),
        recipe.stockIteration(),
        recipe.experiment(),
        recipe.target());
  }

  /** Keeps the types of a recipe's tensors. */
  public void updateTypes(AllocatedRecipe recipe, Map<String, String> types) {
    handle.execute(
        "delete from tensor_recipe_type where recipe_id = " + ID,
        recipe.experiment(),
        recipe.target());
    int position = 0;
    for (Map.Entry<String, String> type : types.entrySet()) {
      handle.execute(
          "insert into tensor_recipe_type values (" + ID + ", ?, ?, ?)",
          recipe.experiment(),
          recipe.target(),
          position++,
          type.getKey(),
          type.getValue());
    }
  }

  private static final String ID =
      "(select id from tensor_recipe where experiment_id = ? and target = ?)";

  /** Types by tensor, in the order of the model. */
  public Map<String, String> types(AllocatedRecipe recipe) {
    Map<String, String> types = new LinkedHashMap<>();
    handle
        .select(
            "select tensor, type from tensor_recipe_type where recipe_id = "
                + ID
                + " order by position",
            recipe.experiment(),
            recipe.target())
        .map((row, context) -> types.put(row.getString(1), row.getString(2)))
        .list();
    return types;
  }
}
