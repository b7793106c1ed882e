package dev.quantloop.tracker;

import java.util.ArrayList;
import java.util.List;

/** An answer, kept. */
class Rows implements Answer {
  List<String> names = List.of();
  final List<List<Object>> values = new ArrayList<>();

  @Override
  public void columns(List<String> names) {
    this.names = names;
  }

  @Override
  public void row(List<Object> row) {
    values.add(row);
  }
}
