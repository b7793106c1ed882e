package dev.quantloop.app.source.hub;

import java.util.List;
import java.util.Map;

/**
 * A row of a split.
 *
 * @param index of the row, from 0
 * @param truncated columns of which the server gave only a part
 */
record DatasetRow(long index, Map<String, Object> fields, List<String> truncated) {}
