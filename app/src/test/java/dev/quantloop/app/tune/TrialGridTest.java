package dev.quantloop.app.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.FlashAttention;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TrialGridTest {
  private static final List<FlashAttention> AUTO = List.of(FlashAttention.AUTO);

  @Test
  void usualValuesHoldWholeChunksAndTheDefaults() {
    assertEquals(List.of(512, 1024, 2048, 4096, 8192), TrialGrid.usualBatches(512));
    assertEquals(List.of(128, 256, 512, 1024, 2048, 4096, 8192), TrialGrid.usualUbatches(512));
    assertEquals(List.of(1000, 2000, 2048, 4000, 8000), TrialGrid.usualBatches(1000));
    assertEquals(List.of(250, 500, 512, 1000, 2000, 4000, 8000), TrialGrid.usualUbatches(1000));
    assertEquals(List.of(2048, 32_768), TrialGrid.usualBatches(32_768));
    assertEquals(List.of(128, 256, 512, 1024, 2048, 4096, 8192), TrialGrid.usualUbatches(32_768));
    assertEquals(List.of(16, 32, 64, 128, 256, 512, 1024, 2048, 4096), TrialGrid.usualBatches(16));
  }

  @Test
  void threadsAreDoubledUpToTheCores() {
    assertEquals(List.of(1), TrialGrid.usualThreads(1));
    assertEquals(List.of(1, 2), TrialGrid.usualThreads(2));
    assertEquals(List.of(1, 2, 4, 6), TrialGrid.usualThreads(6));
  }

  @Test
  void settingsThatDecodeInTheSameWayAreOneCandidate() {
    TrialGrid grid =
        new TrialGrid(512, List.of(2048, 2100, 1024), List.of(1024, 2048), List.of(2), AUTO);
    assertEquals(
        Set.of("2048 1024", "2048 2048", "1024 1024"),
        sizes(grid.candidates(1, DecodeSettings.ofContext(512, 2))));
  }

  @Test
  void contextsThatTakeTurnsNeedNoBatchAboveTheMicroBatch() {
    TrialGrid grid =
        new TrialGrid(
            512,
            TrialGrid.usualBatches(512),
            TrialGrid.usualUbatches(512),
            TrialGrid.usualThreads(1),
            AUTO);
    assertEquals(
        Set.of("512 128", "512 256", "512 512", "1024 1024", "2048 2048", "4096 4096", "8192 8192"),
        sizes(grid.candidates(3, DecodeSettings.ofContext(512, 1))));
  }

  @Test
  void theUsualSettingsComeFirstWhereTheyAreAmongThem() {
    DecodeSettings usual = DecodeSettings.ofContext(1000, 2);
    TrialGrid grid =
        new TrialGrid(
            1000,
            TrialGrid.usualBatches(1000),
            TrialGrid.usualUbatches(1000),
            TrialGrid.usualThreads(2),
            TrialGrid.usualFlashAttention());
    List<DecodeSettings> candidates = grid.candidates(1, usual);
    assertEquals(usual.effective(1), candidates.get(0));
    assertTrue(candidates.stream().distinct().count() == candidates.size());
    TrialGrid without = new TrialGrid(1000, List.of(1000), List.of(250), List.of(1), AUTO);
    assertEquals(Set.of("1000 250"), sizes(without.candidates(1, usual)));
  }

  private static Set<String> sizes(List<DecodeSettings> candidates) {
    return candidates.stream()
        .map(settings -> settings.batchSize() + " " + settings.ubatchSize())
        .collect(Collectors.toSet());
  }
}
