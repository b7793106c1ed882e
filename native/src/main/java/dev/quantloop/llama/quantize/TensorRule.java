package dev.quantloop.llama.quantize;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgmlType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A rule {@code REGEX=TYPE} of llama-quantize. Of several rules the first counts whose regular
 * expression finds something in a tensor's name; it sees none but tensors that are quantized at
 * all, and its type gives way to another where the blocks do not fit the rows.
 *
 * @param pattern as it was written; llama-quantize puts it into lower case
 */
public record TensorRule(String pattern, GgmlType type) {
  /** What means something else in lower case: a class of characters. */
  private static final Pattern CAPITAL = Pattern.compile("\\\\[A-Z]|\\[[^]]*[A-Z][^]]*]");

  /** Of indices and of activations. */
  private static final Set<GgmlType> NOT_FOR_WEIGHTS =
      EnumSet.of(
          GgmlType.I8,
          GgmlType.I16,
          GgmlType.I32,
          GgmlType.I64,
          GgmlType.F64,
          GgmlType.Q8_1,
          GgmlType.Q8_K);

  /** Types that ik_llama.cpp alone has, and types of llama.cpp of about their size. */
  private static final Map<String, GgmlType> OF_IK_LLAMA =
      Map.ofEntries(
          Map.entry("iq1_bn", GgmlType.TQ1_0),
          Map.entry("iq1_kt", GgmlType.IQ1_M),
          Map.entry("iq2_bn", GgmlType.TQ2_0),
          Map.entry("iq2_kt", GgmlType.IQ2_XXS),
          Map.entry("iq2_ks", GgmlType.IQ2_XXS),
          Map.entry("iq2_k", GgmlType.IQ2_XS),
          Map.entry("iq2_kl", GgmlType.Q2_K),
          Map.entry("iq3_kt", GgmlType.IQ3_XXS),
          Map.entry("iq3_ks", GgmlType.IQ3_XXS),
          Map.entry("iq3_k", GgmlType.IQ3_S),
          Map.entry("iq4_kt", GgmlType.IQ4_XS),
          Map.entry("iq4_kss", GgmlType.IQ4_XS),
          Map.entry("iq4_ks", GgmlType.IQ4_XS),
          Map.entry("iq4_k", GgmlType.Q4_K),
          Map.entry("iq5_ks", GgmlType.Q5_K),
          Map.entry("iq5_k", GgmlType.Q5_K),
          Map.entry("iq6_k", GgmlType.Q6_K),
          Map.entry("q6_0", GgmlType.Q6_K),
          Map.entry("q8_kv", GgmlType.Q8_0));

  /** Types whose rows ik_llama.cpp interleaves end like this. */
  private static final Pattern INTERLEAVED = Pattern.compile("(.+)_r(?:4|8|16)");

  /**
   * Reads a rule.
   *
   * @throws LlamaException that says what is wrong with it, and what to write instead
   */
  public static TensorRule parse(String text) {
    int equals = text.lastIndexOf('=');
    if (equals <= 0 || equals == text.length() - 1) {
      throw new LlamaException(
          "'%s' is not written NAME=TYPE, such as attn_q=q8_0".formatted(text));
    }
    String pattern = text.substring(0, equals);
    requirePattern(pattern);
    return new TensorRule(pattern, type(text.substring(equals + 1)));
  }

  private static void requirePattern(String pattern) {
    Matcher capital = CAPITAL.matcher(pattern);
    if (capital.find()) {
      throw new LlamaException(
          "%s would mean something else, for llama-quantize takes '%s' in lower case"
              .formatted(capital.group(), pattern));
    }
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new LlamaException(
          "'%s' is not a regular expression: %s".formatted(pattern, e.getDescription()), e);
    }
  }

  private static GgmlType type(String name) {
    return GgmlType.named(name)
        .filter(type -> !NOT_FOR_WEIGHTS.contains(type))
        .orElseThrow(() -> new LlamaException(unknown(name)));
  }

  private static String unknown(String name) {
    String plain = name.toLowerCase(Locale.ROOT);
    Matcher interleaved = INTERLEAVED.matcher(plain);
    if (interleaved.matches()) {
      plain = interleaved.group(1);
    }
    GgmlType near = OF_IK_LLAMA.get(plain);
    if (near == null && interleaved.matches()) {
      near = GgmlType.named(plain).orElse(null);
    }
    return near == null
        ? "there is not a tensor type '%s'; there are %s".formatted(name, known())
        : "'%s' is a type of ik_llama.cpp that llama.cpp can't write; %s is of about its size"
            .formatted(name, TensorRules.word(near));
  }

  private static String known() {
    return Stream.of(GgmlType.values())
        .filter(type -> !NOT_FOR_WEIGHTS.contains(type))
        .map(TensorRules::word)
        .collect(Collectors.joining(", "));
  }

  /** Whether this is the rule of a tensor of that name, where no rule before it is. */
  public Predicate<String> finder() {
    return Pattern.compile(pattern.toLowerCase(Locale.ROOT)).asPredicate();
  }

  /**
   * Says which of all rules for a model does nothing, because it finds no tensor that is quantized
   * and that no rule before it has found. Recipes also name tensors that stay floats; that is let
   * through.
   *
   * @param weights names of the tensors that are quantized, or may be
   * @param tensors names of all tensors
   * @return empty where each does something
   */
  public static Optional<String> useless(
      List<TensorRule> rules, Collection<String> weights, Collection<String> tensors) {
    List<String> left = new ArrayList<>(weights);
    for (TensorRule rule : rules) {
      Predicate<String> finder = rule.finder();
      if (tensors.stream().noneMatch(finder)) {
        return Optional.of("the model has no tensor that '%s' finds".formatted(rule.pattern));
      }
      if (!left.removeIf(finder) && rule.type.quantized()) {
        return Optional.of(
            "'%s' finds none of the weights that are left to it, such as %s"
                .formatted(rule.pattern, left.isEmpty() ? "none" : left.get(0)));
      }
    }
    return Optional.empty();
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return pattern + "=" + TensorRules.word(type);
  }
}
