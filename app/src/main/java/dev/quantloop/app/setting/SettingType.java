package dev.quantloop.app.setting;

import dev.quantloop.app.format.Amounts;
import dev.quantloop.app.format.NumberRange;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.FlashAttention;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.TensorRule;
import dev.quantloop.tracker.record.Reference;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What kind of value a setting has: how it is read, written, and kept in the database.
 *
 * @param parse throws an {@link IllegalArgumentException} that says what is wrong with the text
 * @param print writes what {@code parse} reads
 * @param toColumn the value as the database and JSON have it
 * @param choices all texts that there are, or none where there are too many to list
 * @param range of the numbers that there are, or "" where that goes without saying
 */
record SettingType<T>(
    Function<String, T> parse,
    Function<T, String> print,
    Function<T, Object> toColumn,
    Function<Object, T> fromColumn,
    List<String> choices,
    String range) {
  /** More layers than any model has. */
  private static final int MOST_LAYERS = 999_999_999;

  private static final int MOST_GROWTH = 1000;

  /** Of the second half of a chunk all but the last token are scored. */
  private static final int LEAST_CONTEXT = 3;

  private static final String ON = "on";
  private static final String ALL = "all";
  private static final String KEPT = "kept";
  private static final String SECOND_HALF = "second half";

  /** How many of something the loop deals with. */
  static final SettingType<Integer> COUNT = numbers(new NumberRange(1, 1_000_000));

  static final SettingType<Integer> SEED = numbers(new NumberRange(1, 999_999_999));

  /** Tokens that are decoded or computed at once. */
  static final SettingType<Integer> BATCH = numbers(new NumberRange(1, DecodeSettings.MOST_TOKENS));

  static final SettingType<Integer> CONTEXT =
      numbers(new NumberRange(LEAST_CONTEXT, DecodeSettings.MOST_TOKENS));

  static final SettingType<Integer> THREADS =
      numbers(new NumberRange(1, DecodeSettings.MOST_THREADS), SettingType::requireFewThreads);

  static final SettingType<Integer> LAYERS =
      of(SettingType::layers, layers -> layers < 0 ? ALL : layers.toString());
  static final SettingType<Long> TOKENS = of(SettingType::tokens, Object::toString);
  static final SettingType<Double> FACTOR = of(SettingType::factor, SettingType::plain);
  static final SettingType<Double> SHARE = of(SettingType::share, SettingType::plain);
  static final SettingType<Boolean> SWITCH = of(ON::equals, on -> on ? ON : "");

  /** On: every position of a chunk is scored. */
  static final SettingType<Boolean> POSITIONS =
      new SettingType<>(
          SWITCH.parse,
          SWITCH.print,
          all -> all ? ALL : SECOND_HALF,
          ALL::equals,
          SWITCH.choices,
          "");

  /** On: pool documents that repeat evaluation text are kept. */
  static final SettingType<Boolean> OVERLAP =
      new SettingType<>(
          SWITCH.parse,
          SWITCH.print,
          kept -> kept ? KEPT : "left out",
          KEPT::equals,
          SWITCH.choices,
          "");

  /** How many of something there are that may be none. */
  static final SettingType<Integer> COUNT_OR_NONE = numbers(new NumberRange(0, 1_000_000));

  /** What quants are held against: a word, or the number of an iteration. */
  static final SettingType<String> REFERENCE = of(SettingType::reference, reference -> reference);

  static final SettingType<FlashAttention> FLASH_ATTENTION =
      new SettingType<>(
          SettingType::flashAttention,
          FlashAttention::word,
          FlashAttention::word,
          word -> FlashAttention.parse((String) word),
          Arrays.stream(FlashAttention.values()).map(FlashAttention::word).toList(),
          "");

  static final SettingType<List<QuantType>> QUANT_TYPES =
      new SettingType<>(
          SettingType::quantTypes,
          types -> types.stream().map(Enum::name).collect(Collectors.joining(",")),
          types -> types.stream().map(Enum::name).toList(),
          names -> ((List<?>) names).stream().map(n -> QuantType.parse((String) n)).toList(),
          List.of(),
          "");

  static final SettingType<String> TENSOR_TYPE = of(SettingType::tensorType, type -> type);

  /** A tensor type, or what the quant type's mix has. */
  static final SettingType<String> NEXTN_TYPE =
      of(
          text -> text.equals(SettingValues.MIX) ? text : tensorType(text, SettingValues.MIX),
          type -> type);

  static final SettingType<List<String>> TENSOR_TYPES =
      of(SettingType::tensorTypes, types -> String.join(" ", types));

  /** One whose values the database and JSON have as they are. */
  @SuppressWarnings("unchecked")
  private static <T> SettingType<T> of(Function<String, T> parse, Function<T, String> print) {
    return new SettingType<>(parse, print, value -> value, value -> (T) value, List.of(), "");
  }

  /** One of a few words. */
  static SettingType<String> words(String... words) {
    List<String> all = List.of(words);
    return new SettingType<>(
        text -> {
          require(all.contains(text), "'%s' is not one of %s", text, String.join(", ", all));
          return text;
        },
        word -> word,
        word -> word,
        word -> (String) word,
        all,
        "");
  }

  private static SettingType<Integer> numbers(NumberRange range) {
    return numbers(range, number -> {});
  }

  /** Whole numbers on which there is more to be said. */
  private static SettingType<Integer> numbers(NumberRange range, Consumer<Integer> check) {
    Function<String, Integer> parse =
        text -> {
          int number = range.parse(text);
          check.accept(number);
          return number;
        };
    return new SettingType<>(
        parse, Object::toString, n -> n, n -> (Integer) n, List.of(), range.toString());
  }

  /** ggml's threads wait for each other by spinning; more than this would hardly advance. */
  private static void requireFewThreads(int threads) {
    int most = ThisMachine.mostThreads();
    require(
        threads <= most,
        "%d threads would only wait for each other here; %d are as many as make sense",
        threads,
        most);
  }

  private static String reference(String text) {
    String word = text.toLowerCase(Locale.ROOT);
    if (Reference.WORDS.contains(word) || word.matches("\\d{1,9}")) {
      return word;
    }
    throw new IllegalArgumentException(
        "'%s' is neither %s nor the number of an iteration"
            .formatted(text, String.join(", ", Reference.WORDS)));
  }

  private static int layers(String text) {
    require(
        text.matches("all|auto|-1|\\d{1,9}"),
        "'%s' is neither all nor auto nor a number up to %d",
        text,
        MOST_LAYERS);
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
        text.matches("\\d{1,9}(\\.\\d+)?")
            && Double.parseDouble(text) > 1
            && Double.parseDouble(text) <= MOST_GROWTH,
        "'%s' is not a factor above 1 and up to %d, such as 2 or 1.5",
        text,
        MOST_GROWTH);
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
    List<QuantType> types = Arrays.stream(text.split(",")).map(QuantType::parse).toList();
    require(!types.isEmpty(), "name at least one quant type");
    QuantType.repeated(types).ifPresent(type -> require(false, "%s is named twice", type));
    return types;
  }

  private static String tensorType(String text, String... besides) {
    require(
        GgmlType.named(text).isPresent(),
        "there is not a tensor type '%s'; there are %s",
        text,
        Stream.concat(
                Arrays.stream(besides),
                Arrays.stream(GgmlType.values()).map(type -> type.name().toLowerCase(Locale.ROOT)))
            .collect(Collectors.joining(", ")));
    return text;
  }

  private static List<String> tensorTypes(String text) {
    List<String> all = List.of(text.strip().split("\\s+"));
    all.forEach(TensorRule::parse);
    return all;
  }

  private static void require(boolean makesSense, String problem, Object... arguments) {
    if (!makesSense) {
      throw new IllegalArgumentException(problem.formatted(arguments));
    }
  }
}
