package dev.quantloop.tracker.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An answer that is kept whole. */
public final class AnswerTable implements Answer {
  private List<String> columns = List.of();
  private final List<List<Object>> rows = new ArrayList<>();

  @Override
  public void columns(List<String> names) {
    columns = names;
  }

  @Override
  public void row(List<Object> values) {
    rows.add(values);
  }

  public List<String> columns() {
    return columns;
  }

  public List<List<Object>> rows() {
    return rows;
  }

  public List<Map<String, Object>> objects() {
    return rows.stream().map(row -> Answer.object(columns, row)).toList();
  }
}
