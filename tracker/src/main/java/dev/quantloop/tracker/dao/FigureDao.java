package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.view.FigureTable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** View figures, whose columns are passed on as they are. */
public record FigureDao(Handle handle) {
  public FigureTable list(String experiment) {
    return handle
        .createQuery("select * from figures where experiment = :experiment")
        .bind("experiment", experiment)
        .execute((statement, context) -> read(statement.get()));
  }

  private static FigureTable read(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.getResultSet()) {
      List<String> columns = ResultRows.columns(rows);
      List<List<Object>> values = new ArrayList<>();
      while (rows.next()) {
        values.add(ResultRows.values(rows, columns.size()));
      }
      return new FigureTable(columns, values);
    }
  }
}
