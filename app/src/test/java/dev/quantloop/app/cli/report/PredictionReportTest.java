package dev.quantloop.app.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.guide.GuideFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionReportTest {
  @TempDir private Path home;
  private CliFixture cli;

  @BeforeEach
  void history() {
    cli = new CliFixture(home);
    Path database = cli.console().directories().defaultDatabase();
    try (GuideFixture history = new GuideFixture(database)) {
      history
          .named("grown", "Q2_K")
          .scored(1, 4, 1)
          .scored(2, 8, 0.9)
          .scored(3, 16, 0.86)
          .moved(2, 0.2)
          .moved(3, 0.14);
      history.named("plain", "Q2_K").scored(1, 4, 1);
    }
  }

  @Test
  void showsWhatWasPredictedBesideWhatWasMeasuredAndWhatIsToCome() {
    String shown = cli.run("show", "grown").out();

    assertTrue(
        shown.contains(
            """
            Predicted from how far the imatrix moves, without quantizing; no verdict:
            quant  iteration  tokens  imatrix  predicted  measured
            Q2_K           2    4.1k   20.0 %              -10.0 %
            Q2_K           3    8.2k   14.0 %     -5.0 %    -4.4 %
            Q2_K        next   16.4k              -2.4 %
            Q2_K: predictions were off by 0.6 % on average (1 so far); all tensors weighted alike
            """),
        shown);
    assertFalse(cli.run("show", "plain").out().contains("Predicted"));
  }

  @Test
  void anIterationTellsItsOwn() {
    String shown = cli.run("show", "grown:3").out();

    assertTrue(
        shown.contains(
            "predicted  Q2_K: composite -5.0 % to the size before, measured -4.4 %; predictions"
                + " were off by 0.6 % on average (1 so far); all tensors weighted alike (no"
                + " verdict)\n"),
        shown);
    assertFalse(cli.run("show", "grown:2").out().contains("predicted  "));
  }

  @Test
  void asJson() {
    Map<?, ?> experiment = Json.parse(cli.run("show", "grown", "--json").out());
    Map<?, ?> prediction = (Map<?, ?>) ((List<?>) experiment.get("predictions")).get(0);

    assertEquals(1, prediction.get("tested"));
    Map<?, ?> step = (Map<?, ?>) ((List<?>) prediction.get("steps")).get(1);
    assertEquals(3, step.get("iteration"));
    assertEquals(0.14, step.get("imatrix_change"));
    assertEquals(-0.05, (double) step.get("predicted"), 0.005);
  }
}
