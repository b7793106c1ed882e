package dev.quantloop.app.cli.report;

import dev.quantloop.app.format.FileText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.tracker.service.FileRanking.Sized;
import dev.quantloop.tracker.view.ScoredFile;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Files by size: which are worth it, and what was asked about them. */
public final class ParetoReport {
  private final FileRankingReport ranking;
  private final Map<String, ScoredFile> answers = new LinkedHashMap<>();

  public ParetoReport(FileRankingReport ranking) {
    this.ranking = ranking;
  }

  /** Adds a question's answer, such as "smallest not worse than mine:3". */
  public void add(String question, ScoredFile answer) {
    answers.put(question, answer);
  }

  public void print(PrintWriter out) {
    TextTable table =
        new TextTable(
            ">size",
            "front",
            "file",
            "iteration",
            "type",
            ">bits/w",
            ">composite",
            "95 % interval",
            "beaten by");
    for (Sized row : ranking.ranking().bySize()) {
      ScoredFile file = row.file();
      table.row(
          Numbers.bytes(file.bytes()),
          FileText.front(row),
          file.name(),
          file.experiment() + ":" + file.iteration(),
          file.quant().quantType(),
          Numbers.fixed(file.quant().bitsPerWeight(), 2),
          Numbers.score(file.composite()),
          FileText.interval(file),
          row.beatenBy().map(ScoredFile::name).orElse(""));
    }
    table.print(out);
    out.println(FileText.FRONT);
    ranking.printBasis(out);
    answers.forEach((question, file) -> out.println(question + ": " + FileText.line(file)));
    out.flush();
  }

  public Map<String, Object> document() {
    Map<String, Object> document = ranking.basis();
    document.put("files", list(ranking.ranking().bySize(), ParetoReport::row));
    document.put(
        "answers",
        list(
            new ArrayList<>(answers.entrySet()),
            answer -> {
              Map<String, Object> row = new LinkedHashMap<>();
              row.put("question", answer.getKey());
              row.putAll(FileRankingReport.file(answer.getValue()));
              return row;
            }));
    return document;
  }

  private static <T> List<Map<String, Object>> list(
      List<T> rows, Function<T, Map<String, Object>> row) {
    return rows.stream().map(row).toList();
  }

  private static Map<String, Object> row(Sized row) {
    Map<String, Object> document = FileRankingReport.file(row.file());
    document.put("front", row.front().word());
    document.put("beaten_by", row.beatenBy().map(ScoredFile::name).orElse(null));
    return document;
  }
}
