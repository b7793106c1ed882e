package dev.quantloop.app.cli.report;

import dev.quantloop.app.corpus.ReadSource;
import dev.quantloop.app.corpus.SourceSample;
import dev.quantloop.app.create.ReadSources;
import dev.quantloop.app.create.SampleReport;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.llama.model.Tokenizer;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What the sources of a corpus hold, and what a split of them comes to. */
public final class CorpusReport {
  private static final int SCRIPTS = 3;
  private static final int WINDOW = 1 << 16;

  private final List<ReadSources.Read> sources;
  private final List<SourceSample> samples;
  private final boolean keepsOverlap;
  private final List<Long> special;

  /**
   * @param keepsOverlap whether the split was to keep documents that repeat evaluation text
   * @param vocabulary counts special tokens; open until this returns
   */
  public CorpusReport(
      List<ReadSources.Read> sources,
      List<SourceSample> samples,
      boolean keepsOverlap,
      Tokenizer vocabulary) {
    this.sources = sources;
    this.samples = samples;
    this.keepsOverlap = keepsOverlap;
    this.special = sources.stream().map(read -> specialTokens(read.source(), vocabulary)).toList();
  }

  private static long specialTokens(ReadSource source, Tokenizer vocabulary) {
    Map<Integer, Boolean> control = new HashMap<>();
    long special = 0;
    for (long first = 0; first < source.spool().size(); first += WINDOW) {
      int count = (int) Math.min(WINDOW, source.spool().size() - first);
      for (int token : source.spool().read(first, count)) {
        special += control.computeIfAbsent(token, vocabulary::isControl) ? 1 : 0;
      }
    }
    return special;
  }

  private long all() {
    return sources.stream().mapToLong(read -> read.source().tokens()).sum();
  }

  public void print(PrintWriter out) {
    TextTable table =
        new TextTable(
            "source",
            ">documents",
            ">tokens",
            ">share",
            ">characters a token",
            ">special",
            ">copies",
            ">near-copies",
            ">overlap",
            "scripts");
    for (int i = 0; i < sources.size(); i++) {
      ReadSource source = sources.get(i).source();
      SourceSample sample = samples.get(i);
      table.row(
          source.name(),
          source.documents().size(),
          Numbers.count(source.tokens()),
          Numbers.percent((double) source.tokens() / all(), 1),
          Numbers.fixed((double) source.characters() / source.tokens(), 2),
          special.get(i),
          sample.copies(),
          sample.nearDuplicates(),
          sample.overlap(),
          scripts(source));
    }
    table.print(out);
    for (int i = 0; i < sources.size(); i++) {
      String name = sources.get(i).source().name();
      lines(i).forEach(line -> out.println(name + ": " + line));
    }
  }

  private List<String> lines(int source) {
    return new SampleReport(sources.get(source), samples.get(source), keepsOverlap).lines();
  }

  /** "LATIN 82 %, HAN 18 %". */
  private static String scripts(ReadSource source) {
    return shares(source).entrySet().stream()
        .limit(SCRIPTS)
        .map(script -> script.getKey() + " " + Numbers.percent(script.getValue(), 0))
        .collect(Collectors.joining(", "));
  }

  /** Of the letters, the most frequent first. */
  private static Map<String, Double> shares(ReadSource source) {
    Map<Character.UnicodeScript, Long> letters = new HashMap<>(source.scripts());
    letters.remove(Character.UnicodeScript.COMMON);
    letters.remove(Character.UnicodeScript.INHERITED);
    double all = letters.values().stream().mapToLong(Long::longValue).sum();
    return letters.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .collect(
            Collectors.toMap(
                script -> script.getKey().name().toLowerCase(Locale.ROOT),
                script -> script.getValue() / all,
                (a, b) -> a,
                LinkedHashMap::new));
  }

  public Map<String, Object> document() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      ReadSource source = sources.get(i).source();
      SourceSample sample = samples.get(i);
      Map<String, Object> row =
          Json.object(
              "source", source.name(),
              "documents", source.documents().size(),
              "bytes", source.bytes(),
              "characters", source.characters(),
              "tokens", source.tokens(),
              "share", (double) source.tokens() / all(),
              "special_tokens", special.get(i),
              "copies", sample.copies(),
              "near_duplicates", sample.nearDuplicates(),
              "overlap", sample.overlap(),
              "overlap_kept", sample.overlapKept(),
              "sections", sample.sections(),
              "complete", source.complete());
      row.put("scripts", shares(source));
      row.put("evaluation_chunks", sample.evaluation().size());
      row.put("pool_chunks", sample.pool().size());
      row.put("left_out", leftOut(sample));
      row.put("passed_over", sources.get(i).report().lines());
      row.put("lines", lines(i));
      rows.add(row);
    }
    return Json.object("tokens", all(), "sources", rows);
  }

  private static List<Map<String, Object>> leftOut(SourceSample sample) {
    List<Map<String, Object>> documents = new ArrayList<>();
    for (int i = 0; i < sample.reasons().size(); i++) {
      if (sample.reasons().get(i) != null) {
        documents.add(
            Json.object(
                "document", sample.source().documents().get(i).name(),
                "reason", sample.reasons().get(i)));
      }
    }
    return documents;
  }
}
