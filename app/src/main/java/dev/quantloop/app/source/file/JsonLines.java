package dev.quantloop.app.source.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.UserException;
import dev.quantloop.app.source.BrokenRecordException;
import dev.quantloop.app.source.RecordReader;
import dev.quantloop.app.source.SourceRecord;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/** Records that are JSON objects, one a line. */
public final class JsonLines implements RecordReader {
  private static final int LARGEST = 256 << 20;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(LARGEST).build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python prints NaN
          .build();
  static final JSON JSON_TREES = JSON.builder(FACTORY).build();

  private final String name;
  private final LineInput lines;

  /**
   * Takes the stream, and closes it.
   *
   * @param name of the file; a record's has its line behind it
   */
  public JsonLines(String name, InputStream in) {
    this.name = name;
    this.lines = new LineInput(in);
  }

  @Override
  public Optional<SourceRecord> next() throws IOException {
    while (lines.next()) {
      if (!lines.isBlank()) {
        return Optional.of(new SourceRecord(name + ":" + lines.number(), parse()));
      }
    }
    return Optional.empty();
  }

  private Map<String, Object> parse() throws IOException {
    String at = name + ":" + lines.number() + ": ";
    try (JsonParser parser = FACTORY.createParser(lines.rest())) {
      Object value = JSON_TREES.anyFrom(parser);
      if (parser.nextToken() != null) {
        throw new BrokenRecordException(at + "something follows the object");
      } else if (value instanceof Map<?, ?> map) {
        @SuppressWarnings("unchecked")
        Map<String, Object> fields = (Map<String, Object>) map;
        return fields;
      }
      throw new BrokenRecordException(at + "not a JSON object");
    } catch (JsonProcessingException e) {
      throw new BrokenRecordException(at + reason(e));
    } catch (OutOfMemoryError e) {
      throw new UserException(
          at + "the record does not fit into memory; QUANTLOOP_JAVA_OPTIONS=-Xmx… allows more", e);
    }
  }

  /** Jackson's message without the place, which counts from the line's beginning. */
  static String reason(JsonProcessingException failure) {
    String message = failure.getOriginalMessage();
    long column = failure.getLocation() == null ? 0 : failure.getLocation().getColumnNr();
    String first =
        message.split("\\R", 2)[0].replaceFirst(
            " \\((start marker at|for \\w+ starting at) .*|: (was expecting|expected a valid) .*|, from `.*",
            "");
    return first.substring(0, Math.min(first.length(), 200)) + " (column " + column + ")";
  }

  @Override
  public void close() {
    lines.close();
  }
}
