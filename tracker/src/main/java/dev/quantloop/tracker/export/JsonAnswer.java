package dev.quantloop.tracker.export;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.tracker.view.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** An array of objects, each on a line of its own so that a long answer need not be kept. */
final class JsonAnswer implements Answer {
  private static final JSON LINE = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);

  private final Appendable out;
  private List<String> names = List.of();
  private boolean begun;

  JsonAnswer(Appendable out) {
    this.out = out;
  }

  @Override
  public void columns(List<String> columns) {
    names = columns;
  }

  @Override
  public void row(List<Object> values) {
    Map<String, Object> object = Answer.object(names, values);
    object.replaceAll((name, value) -> Finite.of(value));
    try {
      out.append(begun ? ",\n" : "[\n").append(LINE.asString(object));
      begun = true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void end() {
    try {
      out.append(begun ? "\n]\n" : "[]\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
