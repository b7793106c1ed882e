package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.view.Answer;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Rows whose columns are not known beforehand. */
final class ResultRows {
  private ResultRows() {}

  /** Passes them on until the answer is full. */
  static void read(ResultSet rows, Answer answer) throws SQLException {
    List<String> columns = columns(rows.getMetaData());
    answer.columns(columns);
    while (!answer.full() && rows.next()) {
      List<Object> values = new ArrayList<>(columns.size());
      for (int i = 1; i <= columns.size(); i++) {
        values.add(rows.getObject(i));
      }
      answer.row(values);
    }
    answer.end();
  }

  /** Numbers equal names as SQLite does when it creates a table from a query: id, id:1. */
  private static List<String> columns(ResultSetMetaData meta) throws SQLException {
    List<String> distinct = new ArrayList<>();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      String name = meta.getColumnLabel(i);
      String own = name;
      for (int number = 1; distinct.contains(own); number++) {
        own = name + ":" + number;
      }
      distinct.add(own);
    }
    return distinct;
  }
}
