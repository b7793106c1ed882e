package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.format.Amounts;
import dev.quantloop.app.tui.form.Entry;
import dev.quantloop.app.tui.form.SwitchEntry;
import dev.quantloop.app.tui.form.TextEntry;
import dev.quantloop.llama.gguf.GgmlType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A setting of an experiment: an option of {@code quantloop new}. */
enum Setting {
  QUANTS("quants", "Quant types", "", "", Setting::noProblem),
  CONTEXT("ctx-size", "Context", "tokens in a chunk (-c)", "512", Setting::count),
  START(
      "start",
      "First corpus",
      "tokens of the first calibration corpus (--start): 8192, 64k",
      "8192, or a sixteenth of the pool",
      Setting::tokens),
  GROWTH(
      "growth",
      "Growth",
      "how many times as large each next corpus is (--growth)",
      "2",
      Setting::factor),
  MAX(
      "max",
      "Largest corpus",
      "tokens of the largest corpus (--max): 64k, 1.5M",
      "the whole pool",
      Setting::tokens),
  CHUNKS(
      "eval-chunks",
      "Evaluate on",
      "chunks of each source for the evaluation (--eval-chunks)",
      "40 chunks, or a third of the shortest source",
      Setting::count),
  STEPS(
      "plateau-steps",
      "Plateau after",
      "so many small steps in a row end the loop (--plateau-steps)",
      "2 small steps",
      Setting::count),
  THRESHOLD(
      "plateau-threshold",
      "Small step",
      "an improvement below it is small (--plateau-threshold)",
      "1%",
      Setting::share),
  THREADS(
      "threads",
      "Threads",
      "CPU threads (-t); more than there are cores is slower",
      "one for each physical core, or what tune has found",
      Setting::count),
  LAYERS(
      "gpu-layers",
      "GPU layers",
      "layers kept on a GPU (-ngl): a number, or all",
      "all",
      Setting::layers),
  BATCH(
      "batch-size",
      "Batch",
      "tokens submitted at once (-b), in whole chunks",
      "2048, or what tune has found",
      Setting::count),
  MICRO_BATCH(
      "ubatch-size",
      "Micro-batch",
      "tokens computed at once (-ub)",
      "512, or what tune has found",
      Setting::count),
  FLASH_ATTENTION(
      "flash-attn",
      "Attention",
      "flash attention (-fa): on, off, or auto, where the device can",
      "auto, or what tune has found",
      Setting::flashAttention),
  ALL_POSITIONS(
      "all-positions",
      "Scoring",
      "without it, the second half of each chunk (--all-positions)",
      "every position of a chunk"),
  PROCESS_OUTPUT(
      "process-output",
      "Calibrate",
      "quantizers rarely want it (--process-output)",
      "output.weight too"),
  EMBEDDING_TYPE(
      "token-embedding-type",
      "Embeddings",
      "tensor type of the token embeddings, such as q8_0",
      "as the quant type has it",
      Setting::tensorType),
  OUTPUT_TYPE(
      "output-tensor-type",
      "Output",
      "tensor type of output.weight, such as q6_k",
      "as the quant type has it",
      Setting::tensorType),
  TENSOR_TYPES(
      "tensor-type",
      "Single tensors",
      "NAME=TYPE with blanks between; NAME is a regular expression",
      "as the quant type has them",
      Setting::tensorTypes),
  PURE("pure", "Mix", "without the mixes of k-quants (--pure)", "no mix: one type for all tensors"),
  LEAVE_OUTPUT(
      "leave-output-tensor",
      "Keep output",
      "output.weight stays as it is (--leave-output-tensor)",
      "unquantized"),
  REQUANTIZE(
      "allow-requantize",
      "Requantize",
      "for a model that is quantized already, such as Q8_0: figures then compare with it, not with"
          + " the original, and quants of it are worse than of F16 (--allow-requantize)",
      "take a model that is quantized already");

  /** Of whole numbers; more than any of them could mean. */
  private static final int MOST = 999_999_999;

  /** What a preset always decides, if only by leaving it to the program. */
  static final List<Setting> MEASURES =
      List.of(QUANTS, CONTEXT, START, GROWTH, MAX, CHUNKS, STEPS, THRESHOLD);

  /** What a newcomer should see; the others are under a fold. */
  static final List<Setting> FIRST = List.of(QUANTS, CONTEXT, START, GROWTH, MAX, CHUNKS);

  private final String id;
  private final String label;
  private final String hint;
  private final String standsFor;
  private final boolean isSwitch;
  private final Function<String, Optional<String>> problem;

  /** One with a text. */
  Setting(
      String id,
      String label,
      String hint,
      String standsFor,
      Function<String, Optional<String>> problem) {
    this.id = id;
    this.label = label;
    this.hint = hint;
    this.standsFor = standsFor;
    this.isSwitch = false;
    this.problem = problem;
  }

  /** One that is on or off. */
  Setting(String id, String label, String hint, String standsFor) {
    this.id = id;
    this.label = label;
    this.hint = hint;
    this.standsFor = standsFor;
    this.isSwitch = true;
    this.problem = Setting::noProblem;
  }

  /** Its option without the dashes, by which rows and presets call it. */
  String id() {
    return id;
  }

  String label() {
    return label;
  }

  String hint() {
    return hint;
  }

  /** Before anything is entered. */
  Entry entry() {
    if (this == QUANTS) {
      return QuantTypes.NONE;
    }
    return isSwitch ? new SwitchEntry(false, standsFor) : TextEntry.of(standsFor);
  }

  /** What is wrong with a text that is not empty. */
  Optional<String> problem(String text) {
    return text.isEmpty() ? Optional.empty() : problem.apply(text);
  }

  /** The words of the command line. */
  List<String> arguments(String text) {
    if (text.isEmpty()) {
      return List.of();
    } else if (isSwitch) {
      return List.of("--" + id);
    } else if (this == TENSOR_TYPES) {
      return Arrays.stream(text.split("\\s+"))
          .flatMap(one -> List.of("--" + id, one).stream())
          .toList();
    }
    return List.of("--" + id, text);
  }

  private static Optional<String> noProblem(String text) {
    return Optional.empty();
  }

  private static Optional<String> count(String text) {
    return text.matches("0*[1-9]\\d{0,8}")
        ? Optional.empty()
        : Optional.of("'%s' is no whole number from 1 to %d".formatted(text, MOST));
  }

  private static Optional<String> layers(String text) {
    return text.matches("all|auto|-?\\d{1,9}")
        ? Optional.empty()
        : Optional.of("'%s' is neither all nor a number up to %d".formatted(text, MOST));
  }

  private static Optional<String> flashAttention(String text) {
    return text.matches("on|off|auto")
        ? Optional.empty()
        : Optional.of("'" + text + "' is neither on nor off nor auto");
  }

  private static Optional<String> tokens(String text) {
    return Amounts.tokens(text).isPresent()
        ? Optional.empty()
        : Optional.of(Amounts.noTokens(text));
  }

  private static Optional<String> share(String text) {
    return Amounts.share(text).isPresent() ? Optional.empty() : Optional.of(Amounts.noShare(text));
  }

  private static Optional<String> factor(String text) {
    return text.matches("\\d{1,9}(\\.\\d+)?") && Double.parseDouble(text) > 1
        ? Optional.empty()
        : Optional.of(
            "'%s' is no factor above 1 and up to %d, such as 2 or 1.5".formatted(text, MOST));
  }

  private static Optional<String> tensorType(String text) {
    return GgmlType.named(text).isPresent()
        ? Optional.empty()
        : Optional.of("there is no tensor type '" + text + "'; there are " + tensorTypes());
  }

  private static String tensorTypes() {
    return Arrays.stream(GgmlType.values())
        .map(type -> type.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private static Optional<String> tensorTypes(String text) {
    for (String one : text.split("\\s+")) {
      int equals = one.lastIndexOf('=');
      if (equals < 1) {
        return Optional.of("'" + one + "' is not written NAME=TYPE");
      }
      Optional<String> problem = tensorType(one.substring(equals + 1));
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }
}
