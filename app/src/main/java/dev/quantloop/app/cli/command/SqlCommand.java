package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.tracker.dao.ReadOnlyHistory;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.AnswerTable;
import java.util.List;
import java.util.stream.IntStream;
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

  @Mixin private DbOption history;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    if (!history.exists()) {
      throw new UserException("there is no database " + history.path());
    }
    AnswerTable answer = new AnswerTable();
    try (ReadOnlyHistory readOnly = Tracker.openReadOnly(history.path())) {
      readOnly.query(question, answer);
    }
    json.print(answer::objects, out -> table(answer).print(out));
    return ExitCode.OK;
  }

  private static TextTable table(AnswerTable answer) {
    List<String> names = answer.columns();
    TextTable table =
        new TextTable(
            IntStream.range(0, names.size())
                .mapToObj(column -> (isNumeric(answer, column) ? ">" : "") + names.get(column))
                .toList());
    for (List<Object> row : answer.rows()) {
      table.row(row.stream().map(SqlCommand::text).toArray());
    }
    return table;
  }

  private static boolean isNumeric(AnswerTable answer, int column) {
    return answer.rows().stream()
        .map(row -> row.get(column))
        .allMatch(value -> value == null || value instanceof Number);
  }

  private static Object text(Object value) {
    return value instanceof byte[] blob ? Numbers.amount(blob.length, "byte") : value;
  }
}
