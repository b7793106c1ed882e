package dev.quantloop.app.source.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.quantloop.app.source.BrokenRecordException;
import dev.quantloop.app.source.RecordReader;
import dev.quantloop.app.source.SourceRecord;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records that are the objects, or texts, of one JSON array, or objects one after the other. */
final class JsonValues implements RecordReader {
  private final String name;
  private final RecordLimit in;
  private final JsonParser parser;
  private boolean array;
  private boolean begun;
  private boolean ended;
  private boolean atNext;
  private long number;

  /** Takes the stream, and closes it. */
  JsonValues(String name, InputStream in) throws IOException {
    this.name = name;
    this.in = new RecordLimit(in);
    this.parser = JsonLines.FACTORY.createParser(this.in);
  }

  @Override
  public Optional<SourceRecord> next() throws IOException {
    try {
      in.begin();
      if (!begun) {
        begun = true;
        array = parser.nextToken() == JsonToken.START_ARRAY;
        atNext = !array;
      }
      if (ended || isEnd()) {
        return Optional.empty();
      }
      Object value = JsonLines.JSON_TREES.anyFrom(parser);
      number++;
      return Optional.of(record(value));
    } catch (JsonProcessingException e) {
      long line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new IOException("line %d: %s".formatted(line, JsonLines.reason(e)), e);
    }
  }

  private boolean isEnd() throws IOException {
    JsonToken token = atNext ? parser.currentToken() : parser.nextToken();
    atNext = false;
    ended = token == null || token == JsonToken.END_ARRAY;
    if (ended && array && token == null) {
      throw new IOException("it is cut short: its list does not end");
    } else if (ended && array && parser.nextToken() != null) {
      throw new IOException("something follows its list");
    }
    return ended;
  }

  private SourceRecord record(Object value) throws IOException {
    String record = name + ":" + number;
    if (array && value instanceof String text) {
      return new SourceRecord(record, Map.of("text", text));
    } else if (!(value instanceof Map<?, ?> map)) {
      throw new BrokenRecordException(record + ": not a JSON object");
    } else if (isColumns(map.values()) && isAlone()) {
      throw new IOException(
          "it is an object of columns, not a list of records; with pandas, write it with"
              + " to_json(orient=\"records\")");
    } else {
      @SuppressWarnings("unchecked")
      Map<String, Object> fields = (Map<String, Object>) map;
      return new SourceRecord(record, fields);
    }
  }

  private boolean isAlone() throws IOException {
    if (array || number > 1) {
      return false;
    }
    atNext = true;
    return parser.nextToken() == null;
  }

  /** Whether all values are lists, or maps by number, of the same length. */
  private static boolean isColumns(Collection<?> values) {
    List<Integer> lengths = values.stream().map(JsonValues::length).distinct().toList();
    return lengths.size() == 1 && lengths.get(0) > 1;
  }

  private static int length(Object value) {
    if (value instanceof List<?> list) {
      return list.size();
    }
    return value instanceof Map<?, ?> map
            && map.keySet().stream().allMatch(key -> key.toString().matches("[0-9]+"))
        ? map.size()
        : 0;
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw TextStream.unreadable(name, e);
    }
  }
}
