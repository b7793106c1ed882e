package dev.quantloop.app.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.chunktext.ChunkText;
import dev.quantloop.app.chunktext.ChunkText.ScoredToken;
import dev.quantloop.app.console.VisibleWriter;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.ChunkScore;
import dev.quantloop.tracker.view.Distribution;
import dev.quantloop.tracker.view.RankingRow;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkReportTest {
  @TempDir Path directory;

  private ChunkReport report(ChunkText text) {
    Path database = directory.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("mine", "Q2_K").chunkNoise(0.3).scored(0, 0, 1);
    }
    try (Tracker tracker = Tracker.open(database)) {
      RankingRow row = tracker.rankings().ranking(tracker.experiments().get("mine").id()).get(0);
      Distribution distribution = tracker.evaluations().distribution(row.quant()).orElseThrow();
      ChunkScore worst = distribution.worst().get(0);
      return new ChunkReport("mine:0, Q2_K", distribution, List.of(worst), List.of(text));
    }
  }

  @Test
  void whatIsWrittenAsJsonIsReadBack() {
    ChunkText text =
        new ChunkText(
            "a \"b\"\n\u001B[31m 🙂\uFFFD",
            List.of(new ScoredToken(2, 5, 0.1f), new ScoredToken(5, 14, 2.5)));
    assertEquals(text, ChunkReport.parse(Json.text(report(text).document())));
  }

  @Test
  void nothingInATextCommandsTheTerminal() {
    ChunkText text =
        new ChunkText("safe \u001B[31mred\r\nend", List.of(new ScoredToken(5, 7, 0.5)));
    StringWriter out = new StringWriter();
    report(text).print(VisibleWriter.over(new PrintWriter(out)));
    assertTrue(out.toString().contains("    safe \\u001b[31mred\n    end\n"), out.toString());
    assertTrue(out.toString().contains("worst tokens: safe [\\u001b[] 0.5000"), out.toString());
  }
}
