package dev.quantloop.app.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.model.DecodeSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimingNoiseTest {
  private static final DecodeSettings ANY = DecodeSettings.ofContext(512, 1);

  @Test
  void quantilesAreStudents() {
    assertEquals(2.776, new TimingNoise(0.01, 4).quantile(), 0.001);
    assertEquals(2.228, new TimingNoise(0.01, 10).quantile(), 0.001);
    assertEquals(1.984, new TimingNoise(0.01, 100).quantile(), 0.001);
  }

  @Test
  void settingsTriedOnceSayNothingOfIt() {
    TimingNoise before = TimingNoise.of(List.of());
    assertEquals(before, TimingNoise.of(List.of(measured(1000), measured(2000))));
    assertEquals(0.03, before.deviation(), 1e-12);
  }

  @Test
  void isEstimatedFromRepeatsOfAllSettingsAlike() {
    Random random = new Random(1);
    List<TrialSummary> summaries = new ArrayList<>();
    for (int i = 1; i <= 500; i++) {
      double rate = 100 * i;
      summaries.add(
          measured(
              rate * Math.exp(0.01 * random.nextGaussian()),
              rate * Math.exp(0.01 * random.nextGaussian()),
              rate * Math.exp(0.01 * random.nextGaussian())));
    }
    TimingNoise noise = TimingNoise.of(summaries);
    assertEquals(1004, noise.freedom());
    assertEquals(0.01, noise.deviation(), 0.0005);
    assertEquals(noise.error(3) / 2, noise.error(12), 1e-12);
  }

  @Test
  void whatOtherWorkSlowedDownIsNoUsualNoise() {
    List<TrialSummary> summaries = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      summaries.add(measured(1000, 1010, i % 5 == 0 ? 300 : 1005));
    }
    TimingNoise noise = TimingNoise.of(summaries);
    assertTrue(noise.deviation() < 0.02, noise.toString());
    assertEquals(1000, summaries.get(0).tokensPerSecond(), 1e-6);
  }

  private static TrialSummary measured(double... rates) {
    TrialSummary summary = TrialSummary.untried(ANY);
    for (double rate : rates) {
      summary = summary.after(TrialOutcome.measured(rate));
    }
    return summary;
  }
}
