package dev.quantloop.tracker.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.RankingRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportFormatTest {
  @TempDir Path directory;
  private Tracker tracker;
  private Experiment experiment;

  @BeforeEach
  void aScoredExperiment() {
    tracker = Tracker.open(directory.resolve("quantloop.db"));
    experiment = Samples.experiment(tracker, "a \"quoted\", name");
    Samples.scored(tracker, experiment.id(), 0, 0.2, 0.1);
    Samples.scored(tracker, experiment.id(), 1, 0.1, 0.1);
    tracker.verdicts().judge(experiment.id());
    tracker.remarks().note(experiment.id(), Optional.empty(), "a note,\nof two lines | and a bar");
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  @Test
  void jsonHasEverySetting() throws IOException {
    Map<?, ?> exported = (Map<?, ?>) JSON.std.mapFrom(export(ExportFormat.JSON)).get("experiment");
    experiment
        .settings()
        .values()
        .forEach(
            (name, value) -> {
              assertTrue(exported.containsKey(name), name);
              assertEquals(String.valueOf(value), String.valueOf(exported.get(name)), name);
            });
  }

  @Test
  void csvHasEveryFigureWithEveryDigit() throws IOException {
    List<CSVRecord> records = csv(export(ExportFormat.CSV));
    assertEquals(12, records.size());
    RankingRow best = tracker.rankings().ranking(experiment.id()).get(0);
    CSVRecord row =
        records.stream()
            .filter(r -> r.get("iteration").equals("1") && r.get("evaluation_set").equals("all"))
            .findFirst()
            .orElseThrow();
    assertEquals("a \"quoted\", name", row.get("experiment"));
    assertEquals(best.composite(), Double.parseDouble(row.get("composite")));
    assertEquals("improved", row.get("verdict"));
    assertEquals("v0.5.0", row.get("llama_version"));
    assertTrue(Double.parseDouble(row.get("composite_low")) < best.composite());
    assertTrue(Double.parseDouble(row.get("composite_high")) > best.composite());
    assertEquals("file", row.get("question"));
  }

  @Test
  void jsonHasTheSameFigures() throws IOException {
    Map<String, Object> root = JSON.std.mapFrom(export(ExportFormat.JSON));
    List<?> figures = (List<?>) root.get("figures");
    List<CSVRecord> records = csv(export(ExportFormat.CSV));
    assertEquals(records.size(), figures.size());
    for (int i = 0; i < records.size(); i++) {
      Map<?, ?> figure = (Map<?, ?>) figures.get(i);
      assertEquals(Double.parseDouble(records.get(i).get("composite")), figure.get("composite"));
      assertEquals(records.get(i).toMap().keySet(), figure.keySet());
    }
    assertEquals(512, ((Map<?, ?>) root.get("experiment")).get("n_ctx"));
  }

  @Test
  void markdownTablesAreRectangular() throws IOException {
    String report = export(ExportFormat.MD);
    assertTrue(report.startsWith("# a \"quoted\", name\n"), report);
    assertTrue(report.contains("\n## Q2_K\n") && report.contains("\n## Q4_K_M\n"), report);
    assertTrue(report.contains(" to -50.00 % | improved, recommended | file |"), report);
    assertTrue(report.lines().anyMatch(l -> l.matches("- settings: n_ctx .*, seed 42.*")), report);
    assertTrue(report.contains("- a note, of two lines | and a bar\n"), report);
    int columns = 0;
    for (String line : report.split("\n")) {
      int bars = (int) line.chars().filter(c -> c == '|').count();
      if (line.startsWith("|")) {
        assertTrue(columns == 0 || columns == bars, line);
      }
      columns = line.startsWith("|") ? bars : 0;
    }
  }

  @Test
  void anExperimentWithoutResultsIsExportedToo() throws IOException {
    Experiment empty = Samples.experiment(tracker, "empty");
    for (ExportFormat format : ExportFormat.values()) {
      StringBuilder out = new StringBuilder();
      format.write(tracker, empty, out);
      assertFalse(out.toString().isBlank(), format.toString());
    }
  }

  private String export(ExportFormat format) throws IOException {
    StringBuilder out = new StringBuilder();
    format.write(tracker, experiment, out);
    return out.toString();
  }

  private static List<CSVRecord> csv(String text) throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    return format.parse(new java.io.StringReader(text)).getRecords();
  }
}
