package dev.quantloop.app.setting;

import dev.quantloop.app.format.Amounts;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.model.FlashAttention;
import dev.quantloop.llama.quantize.QuantType;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * What kind of value a setting has: how it is read, written, and kept in the database.
 *
 * @param parse throws an {@link IllegalArgumentException} that says what is wrong with the text
 * @param print writes what {@code parse} reads
 * @param toColumn the value as the database and JSON have it
 * @param choices all texts that there are, or none where there are too many to list
 */
record SettingType<T>(
    Function<String, T> parse,
    Function<T, String> print,
    Function<T, Object> toColumn,
    Function<Object, T> fromColumn,
    List<String> choices) {
  /** More than any whole number of a setting could mean. */
  private static final int MOST = 999_999_999;

  /** Of the second half of a chunk all but the last token are scored. */
  private static final int LEAST_CONTEXT = 3;

  private static final String ON = "on";
  private static final String ALL = "all";
  private static final String SECOND_HALF = "second half";

  static final SettingType<Integer> COUNT = of(SettingType::count, Object::toString);
  static final SettingType<Integer> CONTEXT = of(SettingType::context, Object::toString);
  static final SettingType<Integer> LAYERS =
      of(SettingType::layers, layers -> layers < 0 ? ALL : layers.toString());
  static final SettingType<Long> TOKENS = of(SettingType::tokens, Object::toString);
  static final SettingType<Double> FACTOR = of(SettingType::factor, SettingType::plain);
  static final SettingType<Double> SHARE = of(SettingType::share, SettingType::plain);
  static final SettingType<Boolean> SWITCH = of(ON::equals, on -> on ? ON : "");

  /** On: every position of a chunk is scored. */
  static final SettingType<Boolean> POSITIONS =
      new SettingType<>(
          SWITCH.parse, SWITCH.print, all -> all ? ALL : SECOND_HALF, ALL::equals, SWITCH.choices);

  static final SettingType<FlashAttention> FLASH_ATTENTION =
      new SettingType<>(
          SettingType::flashAttention,
          FlashAttention::word,
          FlashAttention::word,
          word -> FlashAttention.parse((String) word),
          Arrays.stream(FlashAttention.values()).map(FlashAttention::word).toList());

  static final SettingType<List<QuantType>> QUANT_TYPES =
      new SettingType<>(
          SettingType::quantTypes,
          types -> types.stream().map(Enum::name).collect(Collectors.joining(",")),
          types -> types.stream().map(Enum::name).toList(),
          names -> ((List<?>) names).stream().map(n -> QuantType.parse((String) n)).toList(),
          List.of());

  static final SettingType<String> TENSOR_TYPE = of(SettingType::tensorType, type -> type);
  static final SettingType<List<String>> TENSOR_TYPES =
      of(SettingType::tensorTypes, types -> String.join(" ", types));

  /** One whose values the database and JSON have as they are. */
  @SuppressWarnings("unchecked")
  private static <T> SettingType<T> of(Function<String, T> parse, Function<T, String> print) {
    return new SettingType<>(parse, print, value -> value, value -> (T) value, List.of());
  }

  private static int count(String text) {
    require(text.matches("0*[1-9]\\d{0,8}"), "'%s' is not a whole number from 1 to %d", text, MOST);
    return Integer.parseInt(text);
  }

  private static int context(String text) {
    int tokens = count(text);
    require(
        tokens >= LEAST_CONTEXT,
        "'%s' is too short: it must be at least %d, for in fewer tokens none is scored",
        text,
        LEAST_CONTEXT);
    return tokens;
  }

  private static int layers(String text) {
    require(
        text.matches("all|auto|-1|\\d{1,9}"),
        "'%s' is neither all nor auto nor a number up to %d",
        text,
        MOST);
    return text.startsWith("a") ? -1 : Integer.parseInt(text);
  }

  private static long tokens(String text) {
    return Amounts.tokens(text)
        .orElseThrow(() -> new IllegalArgumentException(Amounts.noTokens(text)));
  }

  private static double share(String text) {
    return Amounts.share(text)
        .orElseThrow(() -> new IllegalArgumentException(Amounts.noShare(text)));
  }

  private static double factor(String text) {
    require(
        text.matches("\\d{1,9}(\\.\\d+)?") && Double.parseDouble(text) > 1,
        "'%s' is not a factor above 1 and up to %d, such as 2 or 1.5",
        text,
        MOST);
    return Double.parseDouble(text);
  }

  /** 2 for 2.0. */
  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private static FlashAttention flashAttention(String text) {
    require(
        FLASH_ATTENTION.choices.contains(text.toLowerCase(Locale.ROOT)),
        "'%s' is neither on nor off nor auto",
        text);
    return FlashAttention.parse(text);
  }

  private static List<QuantType> quantTypes(String text) {
    List<QuantType> types =
        Arrays.stream(text.split(",")).map(QuantType::parse).distinct().toList();
    require(!types.isEmpty(), "name at least one quant type");
    return types;
  }

  private static String tensorType(String text) {
    require(
        GgmlType.named(text).isPresent(),
        "there is not a tensor type '%s'; there are %s",
        text,
        Arrays.stream(GgmlType.values())
            .map(type -> type.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", ")));
    return text;
  }

  private static List<String> tensorTypes(String text) {
    List<String> all = List.of(text.strip().split("\\s+"));
    for (String one : all) {
      int equals = one.lastIndexOf('=');
      require(equals > 0, "'%s' is not written NAME=TYPE, such as attn_q=q8_0", one);
      requirePattern(one.substring(0, equals));
      tensorType(one.substring(equals + 1));
    }
    return all;
  }

  private static void requirePattern(String pattern) {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'%s' is not a regular expression: %s".formatted(pattern, e.getDescription()), e);
    }
  }

  private static void require(boolean makesSense, String problem, Object... arguments) {
    if (!makesSense) {
      throw new IllegalArgumentException(problem.formatted(arguments));
    }
  }
}
