package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.option.HistoryOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.tracker.service.ReadOnlyHistory;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.Answer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Asks the database a question. */
@Command(
    name = "sql",
    header = "Query the database in SQL.",
    description = {
      "Runs one SELECT on the database, which is opened read-only: no query can change it.",
      "Views made for people: ranking, domain_matrix, diminishing_returns, run_history."
    },
    footer = {"  quantloop sql \"select * from ranking where experiment = 'demo'\""})
public final class SqlCommand extends ConsoleCommand {
  @Parameters(paramLabel = "SELECT", description = "The query.")
  private String question;

  @Mixin private HistoryOption history;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    if (!history.exists()) {
      throw new UserException("there is no database " + history.path());
    }
    Rows rows = new Rows();
    try (ReadOnlyHistory readOnly = Tracker.openReadOnly(history.path())) {
      readOnly.query(question, rows);
    }
    json.print(rows::documents, out -> rows.table().print(out));
    return ExitCode.OK;
  }

  /** The answer, kept whole: a table needs the widest cell of each column. */
  private static final class Rows implements Answer {
    private List<String> names = List.of();
    private final List<List<Object>> rows = new ArrayList<>();

    @Override
    public void columns(List<String> columns) {
      names = columns;
    }

    @Override
    public void row(List<Object> values) {
      rows.add(new ArrayList<>(values));
    }

    TextTable table() {
      TextTable table =
          new TextTable(
              java.util.stream.IntStream.range(0, names.size())
                  .mapToObj(column -> (isNumeric(column) ? ">" : "") + names.get(column))
                  .toList());
      for (List<Object> row : rows) {
        table.row(row.stream().map(Rows::text).toArray());
      }
      return table;
    }

    List<Object> documents() {
      List<Object> documents = new ArrayList<>();
      for (List<Object> row : rows) {
        var document = Json.object();
        for (int column = 0; column < names.size(); column++) {
          document.put(names.get(column), plain(row.get(column)));
        }
        documents.add(document);
      }
      return documents;
    }

    private boolean isNumeric(int column) {
      return rows.stream()
          .map(row -> row.get(column))
          .allMatch(value -> value == null || value instanceof Number);
    }

    private static Object text(Object value) {
      return value instanceof byte[] blob ? blob.length + " bytes" : value;
    }

    private static Object plain(Object value) {
      return value instanceof byte[] blob ? HexFormat.of().formatHex(blob) : value;
    }
  }
}
