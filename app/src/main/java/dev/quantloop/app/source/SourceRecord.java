package dev.quantloop.app.source;

import java.util.Map;

/**
 * A record of a source.
 *
 * @param name what it is called in reports: "data.jsonl:12"
 * @param fields in maps, lists, strings, numbers, booleans and nulls
 */
public record SourceRecord(String name, Map<String, Object> fields) {}
