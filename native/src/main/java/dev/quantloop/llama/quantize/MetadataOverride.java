package dev.quantloop.llama.quantize;

import com.sun.jna.Memory;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufMetadata;
import dev.quantloop.llama.gguf.GgufScalarType;
import dev.quantloop.llama.gguf.GgufValue;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A key of the metadata that a quant has otherwise than its model, as llama-quantize's
 * --override-kv says it. Whole numbers become unsigned numbers of 32 bits, others floats of 32
 * bits.
 */
public record MetadataOverride(String key, GgufValue value) {
  private static final long MOST = 0xffffffffL;

  /** llama.cpp has room for so many bytes of a key, and as many of a text. */
  private static final int LONGEST = 127;

  /** What llama.cpp itself decides. */
  private static final List<String> NOT_FOR_USERS =
      List.of("general.alignment", "split.no", "split.count", "split.tensors.count");

  /**
   * Reads KEY=TYPE:VALUE.
   *
   * @throws LlamaException that says what is wrong with the text
   */
  public static MetadataOverride parse(String text) {
    int equals = text.indexOf('=');
    int colon = text.indexOf(':', equals);
    if (equals < 1 || colon < 0) {
      throw new LlamaException(
          "'%s' is not written KEY=TYPE:VALUE, such as general.name=str:mine".formatted(text));
    }
    String key = text.substring(0, equals);
    if (bytes(key).length > LONGEST) {
      throw new LlamaException("the key %s has more than %d bytes".formatted(key, LONGEST));
    } else if (NOT_FOR_USERS.contains(key)) {
      throw new LlamaException(key + " can't be overridden: llama.cpp writes what the file has");
    }
    return new MetadataOverride(key, value(text.substring(equals + 1, colon), text, colon + 1));
  }

  private static GgufValue value(String type, String text, int from) {
    String value = text.substring(from);
    return switch (type) {
      case "int" -> new GgufValue.Whole(GgufScalarType.UINT32, whole(value));
      case "float" -> new GgufValue.Real(GgufScalarType.FLOAT32, real(value));
      case "bool" -> new GgufValue.Bool(truth(value));
      case "str" -> new GgufValue.Text(text(value));
      default ->
          throw new LlamaException(
              "'%s' in '%s' is not a type; there are int, float, bool and str"
                  .formatted(type, text));
    };
  }

  private static long whole(String value) {
    if (!value.matches("\\d{1,10}") || Long.parseLong(value) > MOST) {
      throw new LlamaException(
          "'%s' is not a whole number from 0 to %d, as which llama.cpp writes int"
              .formatted(value, MOST));
    }
    return Long.parseLong(value);
  }

  private static double real(String value) {
    try {
      double number = Double.parseDouble(value);
      if (Float.isFinite((float) number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // As below.
    }
    throw new LlamaException("'%s' is not a number".formatted(value));
  }

  private static boolean truth(String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw new LlamaException("'%s' is neither true nor false".formatted(value));
    }
    return value.equals("true");
  }

  private static String text(String value) {
    if (bytes(value).length > LONGEST) {
      throw new LlamaException(
          "the text of an override has %d bytes, %d at the most are possible"
              .formatted(bytes(value).length, LONGEST));
    }
    return value;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The model as its metadata would be.
   *
   * @throws LlamaException when it has another type at a key
   */
  static GgufFile applied(GgufFile model, List<MetadataOverride> overrides) {
    Map<String, GgufValue> values = new LinkedHashMap<>(model.metadata().values());
    for (MetadataOverride override : overrides) {
      override.requireType(values.get(override.key()));
      values.put(override.key(), override.value());
    }
    return new GgufFile(
        model.path(),
        model.fileBytes(),
        model.alignment(),
        new GgufMetadata(values),
        model.entries(),
        model.byName());
  }

  private void requireType(GgufValue present) {
    boolean same =
        present == null
            || present.getClass() == value.getClass()
            || present instanceof GgufValue.LongText && value instanceof GgufValue.Text;
    if (!same) {
      throw new LlamaException(
          "%s is %s in this model, which %s can't override"
              .formatted(key, name(present), name(value)));
    }
  }

  private static String name(GgufValue value) {
    if (value instanceof GgufValue.Whole) {
      return "an int";
    } else if (value instanceof GgufValue.Real) {
      return "a float";
    } else if (value instanceof GgufValue.Bool) {
      return "a bool";
    }
    return value instanceof GgufValue.Sequence ? "a list" : "a str";
  }

  /** Writes it as llama_model_kv_override has it, but for the key. */
  void writeValue(Memory array, long tagAt, long valueAt) {
    if (value instanceof GgufValue.Whole whole) {
      array.setInt(tagAt, 0);
      array.setLong(valueAt, whole.value());
    } else if (value instanceof GgufValue.Real real) {
      array.setInt(tagAt, 1);
      array.setDouble(valueAt, real.value());
    } else if (value instanceof GgufValue.Bool bool) {
      array.setInt(tagAt, 2);
      array.setByte(valueAt, (byte) (bool.value() ? 1 : 0));
    } else if (value instanceof GgufValue.Text text) {
      array.setInt(tagAt, 3);
      byte[] utf8 = bytes(text.value());
      array.write(valueAt, utf8, 0, utf8.length);
    }
  }
}
