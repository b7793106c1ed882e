package dev.quantloop.tracker.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.RankingRow;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ExportFormatTest {
  private static final Set<String> FETCHING =
      Set.of("script", "link", "img", "image", "iframe", "object", "embed", "use", "base");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "(quantloop_[a-z0-9_]+)(\\{(?:[a-z_]+=\"(?:[^\"\\\\]|\\\\.)*\",?)+\\}) (\\S+)");

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
      Set<String> columns = new TreeSet<>(records.get(i).toMap().keySet());
      columns.remove("label"); // which JSON has with the iterations
      assertEquals(columns, new TreeSet<>(figure.keySet()));
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
  void jsonHasIntervalsVerdictsAndRecipes() throws IOException {
    Map<String, Object> root = JSON.std.mapFrom(export(ExportFormat.JSON));
    Map<?, ?> best = (Map<?, ?>) ((List<?>) root.get("ranking")).get(0);
    assertEquals("improved", best.get("verdict"));
    assertEquals(true, best.get("recommended"));
    for (String figure : List.of("mean", "kld_99_9", "same_top", "ppl_ratio", "composite")) {
      double value = (double) best.get(figure);
      assertTrue((double) best.get(figure + "_low") <= value, figure);
      assertTrue((double) best.get(figure + "_high") >= value, figure);
    }
    assertTrue((double) best.get("change_high") < 0);
    assertEquals("v0.5.0", ((Map<?, ?>) best.get("provenance")).get("llama_version"));
    Map<?, ?> iteration = (Map<?, ?>) ((List<?>) root.get("iterations")).get(1);
    Map<?, ?> part = (Map<?, ?>) ((List<?>) iteration.get("recipe")).get(0);
    assertEquals(Map.of("source", "code", "first_chunk", 0, "chunks", 1, "weight", 1.0), part);
    assertEquals(Samples.sha(201), ((Map<?, ?>) iteration.get("imatrix")).get("sha256"));
    Map<?, ?> last = (Map<?, ?>) ((List<?>) root.get("files")).get(3);
    assertEquals("worse", last.get("outcome"));
    assertTrue((double) last.get("low") > 0, last.toString());
    assertEquals(2, ((List<?>) root.get("evaluation_sets")).size());
    assertEquals(2000, ((Map<?, ?>) root.get("intervals")).get("resamples"));
  }

  @Test
  void markdownHasWhatPeoplePublishWithIntervals() throws IOException {
    String report = export(ExportFormat.MD);
    String card = report.substring(report.indexOf("## For a model card"));
    assertTrue(card.contains("| quant | size | bits a weight | KLD mean | KLD 99% |"), card);
    String row = card.lines().filter(line -> line.startsWith("| Q2_K |")).findFirst().orElseThrow();
    String number = "\\d+\\.\\d+";
    String cell = number + " \\(" + number + " to " + number + "\\)";
    assertTrue(row.matches("\\| Q2_K \\| 1.91 MiB \\| 3.35 \\| " + cell + " \\|.*"), row);
    assertTrue(row.endsWith("| iteration 1, 512 tokens |"), row);
    assertTrue(card.contains("improved as a file"), card);
    assertTrue(card.contains("Imatrix of iteration 1: 1 chunk of 512 tokens (1 of code)"), card);
  }

  @Test
  void htmlIsOneWellFormedPageThatAsksForNothing() throws Exception {
    String page = export(ExportFormat.HTML);
    Document document = parsed(page);
    NodeList all = document.getElementsByTagName("*");
    List<String> plots = new ArrayList<>();
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      assertFalse(FETCHING.contains(element.getTagName()), element.getTagName());
      for (String attribute : List.of("src", "href", "xlink:href", "data", "srcset", "poster")) {
        assertFalse(element.hasAttribute(attribute), element.getTagName() + " " + attribute);
      }
      if (element.getTagName().equals("figcaption")) {
        plots.add(element.getTextContent().replaceFirst("[ ,].*", ""));
      }
    }
    assertFalse(page.contains("url(") || page.contains("@import"), page);
    assertEquals(1, document.getElementsByTagName("h1").getLength());
    assertEquals(
        "a \"quoted\", name", document.getElementsByTagName("h1").item(0).getTextContent());
    assertEquals(List.of("Composite", "Composite", "Composite", "Composite"), plots);
    String text = document.getDocumentElement().getTextContent();
    for (String said : List.of("improved, recommended", Samples.sha(201), "a note, of two lines")) {
      assertTrue(text.contains(said), said);
    }
  }

  @Test
  void tablesHaveNumbersOnTheRightAndTextOnTheLeft() throws IOException {
    ReportTable table = new ReportTable("file", "size", "share", "figure", "change");
    table.row("1-a.gguf", "4.58 GiB", "95.1 %", "1.20e-05 (1.0e-05 to 2)", "-2.30 %");
    table.row("7", "12 B", "NaN", "", "+1.00 to +2.00 %");
    StringBuilder markdown = new StringBuilder();
    table.writeMarkdown(markdown);
    assertEquals("| --- | ---: | ---: | ---: | ---: |", markdown.toString().split("\n")[1]);
    StringBuilder html = new StringBuilder();
    table.writeHtml(html);
    assertEquals(3, html.toString().split("class=\"text\"", -1).length - 1, html.toString());
  }

  @Test
  void htmlTakesNoNameForMarkup() throws Exception {
    Experiment odd = Samples.experiment(tracker, "<script>&'\u0001");
    Samples.scored(tracker, odd.id(), 0, 0.2, 0.1);
    tracker.remarks().note(odd.id(), Optional.empty(), "</body>\u0000 \uFFFF & \uD83D\uDE00");
    StringBuilder page = new StringBuilder();
    ExportFormat.HTML.write(tracker, odd, page);
    Document document = parsed(page.toString());
    assertEquals("<script>&'\uFFFD", document.getElementsByTagName("h1").item(0).getTextContent());
    assertEquals(0, document.getElementsByTagName("script").getLength());
  }

  /** As XML, which is stricter than browsers are. */
  private static Document parsed(String page) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    builder.setErrorHandler(null);
    return builder.parse(new InputSource(new StringReader(page)));
  }

  @Test
  void prometheusReadsEverySampleOnce() throws IOException {
    Run run = tracker.runs().start(Samples.run(tracker, experiment.id()));
    tracker.runs().claim(run.id(), 4242, Instant.EPOCH);
    tracker.runs().heartbeat(run.id(), new RunProgress("2: quantize Q2_K", 12, 32, "tensors", 4.5));
    String text = export(ExportFormat.PROMETHEUS);
    assertTrue(text.endsWith("\n"), text);
    Set<String> samples = new HashSet<>();
    String metric = "";
    for (String line : text.split("\n")) {
      Matcher type = Pattern.compile("# TYPE (quantloop_[a-z0-9_]+) gauge").matcher(line);
      if (type.matches()) {
        assertTrue(text.contains("# HELP " + type.group(1) + " "), line);
        metric = type.group(1);
      } else if (!line.startsWith("# HELP ")) {
        Matcher sample = SAMPLE.matcher(line);
        assertTrue(sample.matches(), line);
        assertEquals(metric, sample.group(1), "each metric in one place");
        assertTrue(samples.add(sample.group(1) + sample.group(2)), line);
        Double.parseDouble(sample.group(3));
      }
    }
    String name = "{experiment=\"a \\\"quoted\\\", name\"";
    assertTrue(text.contains("quantloop_run_active" + name + "} 1\n"), text);
    assertTrue(
        text.contains(
            "quantloop_run_stage_done"
                + name
                + ",stage=\"quantize\",subject=\"Q2_K\",iteration=\"2\",unit=\"tensors\"} 12\n"),
        text);
    assertTrue(text.contains("quantloop_run_stage_rate"), text);
    assertTrue(text.contains("verdict=\"improved\"} 1\n"), text);
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
    return format.parse(new StringReader(text)).getRecords();
  }
}
