package dev.quantloop.app.source.file;

import dev.quantloop.app.source.BrokenRecordException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/** Values of Parquet as JSON has them: maps, lists, strings, numbers and booleans. */
final class ParquetValues {
  private ParquetValues() {}

  /**
   * A row's fields.
   *
   * @param record what to call it
   * @throws BrokenRecordException when a string in it is not UTF-8
   */
  static Map<String, Object> fields(String record, Group row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    GroupType type = row.getType();
    for (int i = 0; i < type.getFieldCount(); i++) {
      fields.put(type.getFieldName(i), field(record, row, i));
    }
    return fields;
  }

  private static Object field(String record, Group group, int index) {
    Type type = group.getType().getType(index);
    int count = group.getFieldRepetitionCount(index);
    if (type.isRepetition(Type.Repetition.REPEATED)) {
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        values.add(value(record, group, type, index, i));
      }
      return values;
    }
    return count == 0 ? null : value(record, group, type, index, 0);
  }

  private static Object value(String record, Group group, Type type, int field, int index) {
    if (type.isPrimitive()) {
      return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
        case BINARY -> text(record, type, group.getBinary(field, index).toByteBuffer());
        case BOOLEAN -> group.getBoolean(field, index);
        case INT32 -> group.getInteger(field, index);
        case INT64 -> group.getLong(field, index);
        case FLOAT -> group.getFloat(field, index);
        case DOUBLE -> group.getDouble(field, index);
        default -> group.getValueToString(field, index);
      };
    }
    Group inner = group.getGroup(field, index);
    if (type.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation) {
      return list(record, inner);
    } else if (type.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation) {
      return map(record, inner);
    }
    return fields(record, inner);
  }

  /** Most writers put each element into a group of its own. */
  private static List<Object> list(String record, Group group) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
      Type repeated = group.getType().getType(0);
      boolean wrapped =
          !repeated.isPrimitive()
              && repeated.asGroupType().getFieldCount() == 1
              && !repeated.getName().equals("array");
      values.add(
          wrapped ? field(record, group.getGroup(0, i), 0) : value(record, group, repeated, 0, i));
    }
    return values;
  }

  private static Map<String, Object> map(String record, Group group) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
      Group entry = group.getGroup(0, i);
      values.put(String.valueOf(field(record, entry, 0)), field(record, entry, 1));
    }
    return values;
  }

  /** Bytes that are not said to be text may be a picture. */
  private static Object text(String record, Type type, ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      if (type.getLogicalTypeAnnotation() == null) {
        return List.of();
      }
      throw new BrokenRecordException(record + ": " + type.getName() + " is not UTF-8");
    }
  }
}
