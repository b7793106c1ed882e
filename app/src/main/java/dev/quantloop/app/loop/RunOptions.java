package dev.quantloop.app.loop;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a worker has to know of its run beside the limits; kept as JSON in the run's row.
 *
 * @param keepQuants keeps every quantized file, not only the best and the latest of each type
 * @param onlyIteration completes this one and ends; empty for the loop
 */
public record RunOptions(boolean keepQuants, OptionalInt onlyIteration) {
  public static final RunOptions DEFAULT = new RunOptions(false, OptionalInt.empty());

  public String toJson() {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (keepQuants) {
      fields.put("keep_quants", true);
    }
    onlyIteration.ifPresent(number -> fields.put("only_iteration", number));
    try {
      return JSON.std.asString(fields);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static RunOptions ofJson(String json) {
    try {
      Map<String, Object> fields = JSON.std.mapFrom(json);
      Number only = (Number) fields.get("only_iteration");
      return new RunOptions(
          Boolean.TRUE.equals(fields.get("keep_quants")),
          only == null ? OptionalInt.empty() : OptionalInt.of(only.intValue()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
