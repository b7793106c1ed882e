package dev.quantloop.tracker.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.AllocatedRecipe;
import dev.quantloop.tracker.record.AllocationSettings;
import dev.quantloop.tracker.record.Sensitivity;
import dev.quantloop.tracker.record.TensorGrouping;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllocationsTest {
  @TempDir Path directory;
  private Tracker tracker;
  private ExperimentId experiment;

  @BeforeEach
  void open() {
    tracker = Tracker.open(directory.resolve("quantloop.db"));
    experiment = Samples.experiment(tracker, "mine").id();
    tracker
        .allocations()
        .create(
            new AllocationSettings(
                experiment,
                Optional.empty(),
                Optional.of(directory.resolve("imatrix.gguf")),
                Optional.of("ab"),
                List.of("Q2_K", "Q4_K"),
                false,
                TensorGrouping.TENSOR,
                16,
                "cd"));
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  @Test
  void keepsWhatItIsAskedToChooseBy() {
    AllocationSettings settings = tracker.allocations().find(experiment).orElseThrow();
    assertEquals(List.of("Q2_K", "Q4_K"), settings.types());
    assertEquals(directory.resolve("imatrix.gguf"), settings.imatrixFile().orElseThrow());
    assertTrue(tracker.allocations().list(experiment).isEmpty());
  }

  @Test
  void whatIsMeasuredTakesThePlaceOfAnEstimateAndNotTheOtherWayRound() {
    Sensitivity estimate = new Sensitivity("blk.0.attn_v.weight", "Q2_K", 100, 0.07);
    Sensitivity other = new Sensitivity("blk.0.attn_v.weight", "Q4_K", 180, 0.005);
    tracker.allocations().estimated(experiment, List.of(estimate, other));
    Sensitivity measured = measured("blk.0.attn_v.weight", 100);
    tracker.allocations().measured(experiment, measured, Samples.PROVENANCE);
    tracker.allocations().estimated(experiment, List.of(estimate));
    assertEquals(List.of(measured, other), tracker.allocations().sensitivities(experiment));
    assertEquals(1, tracker.allocations().measuredAt(experiment).size());
  }

  @Test
  void whatIsMeasuredAgainHasTheSizeThatItsGroupHasNow() {
    String group = "blk.*.attn_v.weight";
    for (long bytes : List.of(200L, 100L)) {
      Sensitivity measured = measured(group, bytes);
      tracker.allocations().measured(experiment, measured, Samples.PROVENANCE);
      assertEquals(List.of(measured), tracker.allocations().sensitivities(experiment));
    }
  }

  private static Sensitivity measured(String tensor, long bytes) {
    return new Sensitivity(
        tensor,
        "Q2_K",
        bytes,
        0.071,
        OptionalDouble.of(0.01),
        OptionalDouble.of(0.008),
        OptionalDouble.of(0.012),
        OptionalDouble.of(0.02),
        OptionalInt.of(16));
  }

  @Test
  void aRecipeIsAskedForOnceAndFoundLater() {
    AllocatedRecipe asked = AllocatedRecipe.asked(experiment, "12.3MiB", "Q3_K_M");
    tracker.allocations().ask(asked);
    tracker.allocations().ask(AllocatedRecipe.asked(experiment, "12.3MiB", "Q4_K_M"));
    assertEquals(List.of(asked), tracker.allocations().recipes(experiment));
    AllocatedRecipe found =
        new AllocatedRecipe(
            experiment,
            "12.3MiB",
            "Q3_K_M",
            OptionalLong.of(1000),
            OptionalLong.of(990),
            OptionalDouble.of(0.1),
            OptionalDouble.of(0.11),
            OptionalDouble.of(0.1),
            OptionalDouble.of(0.12),
            OptionalDouble.of(0.2),
            OptionalInt.of(1),
            Optional.empty(),
            Optional.empty());
    Map<String, String> types = new LinkedHashMap<>();
    types.put("output.weight", "Q6_K");
    types.put("blk.0.attn_v.weight", "Q2_K");
    tracker.allocations().update(found, types);
    assertEquals(List.of(found), tracker.allocations().recipes(experiment));
    assertEquals(
        List.copyOf(types.entrySet()), List.copyOf(tracker.allocations().types(found).entrySet()));
  }

  @Test
  void aRecipeFromElsewhereHasItsTypesFromTheStart() {
    AllocatedRecipe given = AllocatedRecipe.given(experiment, "theirs", "Q3_K_M");
    tracker.allocations().ask(given, Map.of("output.weight", "Q6_K"));
    assertEquals(List.of(given), tracker.allocations().recipes(experiment));
    assertTrue(given.isGiven());
    assertEquals("given-theirs.gguf", given.fileName());
    assertEquals(Map.of("output.weight", "Q6_K"), tracker.allocations().types(given));
  }
}
