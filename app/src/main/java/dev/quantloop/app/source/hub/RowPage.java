package dev.quantloop.app.source.hub;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A page of rows, as the dataset server gives it.
 *
 * @param total rows that the server has of the split
 * @param partial whether the split has more rows than the server
 * @param columns names of all columns
 */
record RowPage(List<DatasetRow> rows, long total, boolean partial, List<String> columns) {
  static final int ROWS = 100;

  /**
   * @param offset of the first row that was asked for
   * @throws IOException when rows are missing, or something else was answered
   */
  static RowPage parse(byte[] body, long offset) throws IOException {
    Map<String, Object> answer = HubAnswer.json(body);
    if (!(answer.get("rows") instanceof List<?> list)
        || !(answer.get("num_rows_total") instanceof Number total)) {
      throw new IOException("the answer has no rows");
    }
    List<DatasetRow> rows = new ArrayList<>();
    for (Object element : list) {
      rows.add(row(element, offset + rows.size()));
    }
    long expected = Math.max(0, Math.min(ROWS, total.longValue() - offset));
    if (rows.size() != expected) {
      throw new IOException(
          "the answer has %d rows where there are %d".formatted(rows.size(), expected));
    }
    return new RowPage(
        rows, total.longValue(), Boolean.TRUE.equals(answer.get("partial")), columns(answer));
  }

  @SuppressWarnings("unchecked")
  private static DatasetRow row(Object element, long index) throws IOException {
    if (element instanceof Map<?, ?> map
        && map.get("row") instanceof Map<?, ?> fields
        && map.get("row_idx") instanceof Number number
        && number.longValue() == index) {
      List<String> truncated =
          map.get("truncated_cells") instanceof List<?> cells
              ? cells.stream().map(String::valueOf).toList()
              : List.of();
      return new DatasetRow(index, (Map<String, Object>) fields, truncated);
    }
    throw new IOException("the answer has other rows than were asked for");
  }

  private static List<String> columns(Map<String, Object> answer) {
    return answer.get("features") instanceof List<?> features
        ? features.stream()
            .filter(Map.class::isInstance)
            .map(feature -> String.valueOf(((Map<?, ?>) feature).get("name")))
            .toList()
        : List.of();
  }
}
