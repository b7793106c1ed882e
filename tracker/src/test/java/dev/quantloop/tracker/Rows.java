package dev.quantloop.tracker;

import dev.quantloop.tracker.view.Answer;
import java.util.ArrayList;
import java.util.List;

/** An answer, kept. */
public class Rows implements Answer {
  public List<String> names = List.of();
  public final List<List<Object>> values = new ArrayList<>();

  @Override
  public void columns(List<String> names) {
    this.names = names;
  }

  @Override
  public void row(List<Object> row) {
    values.add(row);
  }
}
