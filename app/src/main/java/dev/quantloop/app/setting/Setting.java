package dev.quantloop.app.setting;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.FlashAttention;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A setting of an experiment, with all that anyone has to know of it: the options of {@code
 * quantloop new}, the form, presets, duplicates, suggested commands and reports follow from the
 * constants below, in their order. Immutable once this class is initialized.
 *
 * <p>What is not given is either the default or chosen by the program, by how much text there is or
 * by what tune has found.
 *
 * @param <T> type of its values
 */
public final class Setting<T> {
  private static final List<Setting<?>> ALL = new ArrayList<>();

  /** Where the form shows it, and whether presets decide it. */
  public enum Group {
    /** What a newcomer should see; presets always decide it. */
    FIRST,
    /** Under the form's fold; presets always decide it. */
    LOOP,
    /** Under the form's fold; most presets leave it as it is. */
    MORE
  }

  /** Evaluation chunks of a source when nothing is said: this many, or a third of it. */
  public static final int USUAL_EVALUATION_CHUNKS = 40;

  /** Tokens of the first corpus when nothing is said: this many, or a sixteenth of the pool. */
  public static final long USUAL_START_TOKENS = 8192;

  public static final String BY_DOCUMENT = "document";
  public static final String SEQUENTIAL = "sequential";
  public static final String INTERLEAVED = "interleaved";
  public static final String FILE_ORDER = "file";

  private static final String AS_QUANT_TYPE = "as the quant type has it";

  public static final Setting<List<QuantType>> QUANTS =
      new Setting<>(SettingType.QUANT_TYPES, "quant_types", "--quants")
          .shown("Quant types", "", Group.FIRST)
          .usually(List.of(QuantType.Q4_K_M, QuantType.Q2_K), "Q4_K_M,Q2_K")
          .help("TYPE[,TYPE...]", "The quant types to try each imatrix on.");

  public static final Setting<Integer> CONTEXT =
      new Setting<>(SettingType.CONTEXT, "n_ctx", "-c", "--ctx-size")
          .shown("Context", "tokens in a chunk (-c)", Group.FIRST)
          .usually(DecodeSettings.USUAL_CONTEXT, "" + DecodeSettings.USUAL_CONTEXT)
          .help("N", "Tokens in a chunk.");

  public static final Setting<Long> START =
      new Setting<>(SettingType.TOKENS, "start_tokens", "--start")
          .shown(
              "First corpus",
              "tokens of the first calibration corpus (--start): 8192, 64k",
              Group.FIRST)
          .chosen(USUAL_START_TOKENS + ", or a sixteenth of the pool")
          .help("TOKENS", "Size of the first calibration corpus.");

  public static final Setting<Double> GROWTH =
      new Setting<>(SettingType.FACTOR, "growth", "--growth")
          .shown("Growth", "how many times as large each next corpus is (--growth)", Group.FIRST)
          .usually(2.0, "2")
          .help("FACTOR", "How many times as large each next corpus is.");

  public static final Setting<Long> MAX =
      new Setting<>(SettingType.TOKENS, "max_tokens", "--max")
          .shown("Largest corpus", "tokens of the largest corpus (--max): 64k, 1.5M", Group.FIRST)
          .chosen("the whole pool")
          .help("TOKENS", "Size of the largest corpus.");

  public static final Setting<Integer> CHUNKS =
      new Setting<>(SettingType.COUNT, "evaluation_chunks", "--eval-chunks")
          .shown(
              "Evaluate on",
              "chunks of each source for the evaluation (--eval-chunks)",
              Group.FIRST)
          .chosen(USUAL_EVALUATION_CHUNKS + " chunks, or a third of the shortest source")
          .help("N", "Chunks of each source that every quant is evaluated on.");

  public static final Setting<Integer> STEPS =
      new Setting<>(SettingType.COUNT, "plateau_k", "--plateau-steps")
          .shown(
              "Plateau after",
              "so many small steps in a row end the loop (--plateau-steps)",
              Group.LOOP)
          .usually(2, "2 small steps")
          .help("K", "Small improvements in a row after which a quant type is on its plateau.");

  public static final Setting<Double> THRESHOLD =
      new Setting<>(SettingType.SHARE, "tau", "--plateau-threshold")
          .shown("Small step", "an improvement below it is small (--plateau-threshold)", Group.LOOP)
          .usually(0.01, "1%")
          .help("SHARE", "An improvement of the composite below this is small: 1% or 0.01.");

  public static final Setting<Integer> REPLICATES =
      new Setting<>(SettingType.COUNT_OR_NONE, "replicates", "--replicates")
          .shown(
              "Replicates",
              "further corpora of each size, which show the luck of the text; 0 for files alone",
              Group.LOOP)
          .usually(3, "3")
          .help(
              "N",
              "At most so many further corpora of each size, which show what the luck of their text"
                  + " does; 0 where you want files and no verdicts on recipes.");

  public static final Setting<String> REFERENCE =
      new Setting<>(SettingType.REFERENCE, "reference", "--reference")
          .shown(
              "Held against",
              "previous, best, baseline, or the number of an iteration (--reference)",
              Group.MORE)
          .usually(Reference.PREVIOUS, Reference.PREVIOUS)
          .help(
              "previous|best|baseline|N",
              "What each quant is held against: the planned iteration before it, the best of its"
                  + " type, the one without imatrix, or iteration N.");

  public static final Setting<String> SPLIT =
      new Setting<>(SettingType.words(BY_DOCUMENT, SEQUENTIAL), "split", "--split")
          .shown("Split", "by document, or sequential: the first chunks of the text", Group.MORE)
          .usually(BY_DOCUMENT, BY_DOCUMENT)
          .help(
              "document|sequential",
              "Evaluate on documents that no corpus takes anything of, or sequentially: on the first"
                  + " chunks of the joined text, as llama.cpp's tools cut it.");

  public static final Setting<String> ORDER =
      new Setting<>(SettingType.words(INTERLEAVED, FILE_ORDER), "pool_order", "--order")
          .shown("Order", "in which corpora take chunks of the documents", Group.MORE)
          .chosen("interleaved; file with a sequential split")
          .help(
              "interleaved|file",
              "Corpora take their chunks from all documents in turn, in a seeded order, or in the"
                  + " order of the files.");

  public static final Setting<Integer> PER_DOCUMENT =
      new Setting<>(SettingType.COUNT, "chunks_per_document", "--chunks-per-document")
          .shown("Of a document", "chunks that are evaluated on, while documents last", Group.MORE)
          .usually(2, "2")
          .help(
              "N",
              "Chunks of a document that are evaluated on; more only where a source has too few"
                  + " documents.");

  public static final Setting<Boolean> KEEP_OVERLAP =
      new Setting<>(SettingType.OVERLAP, "overlap", "--keep-overlap")
          .shown(
              "Overlap",
              "without it, documents with 12 tokens in a row of evaluation text are left out",
              Group.MORE)
          .turnsOn("kept in the pool")
          .help(
              "Calibrate also on documents that share 12 tokens in a row with evaluation text, and"
                  + " on second copies; they are left out otherwise.");

  public static final Setting<Integer> SEARCH_CHUNKS =
      new Setting<>(SettingType.COUNT_OR_NONE, "search_chunks", "--search-chunks")
          .shown("For searching", "chunks of each source to choose recipes on", Group.MORE)
          .usually(0, "0")
          .help(
              "N",
              "Chunks of each source that are kept back for choosing recipes. quantloop allocate"
                  + " takes less time with many short documents: it leaves a tensor as soon as"
                  + " enough of them have shown its share of what is lost.");

  public static final Setting<Integer> HELD_OUT_CHUNKS =
      new Setting<>(SettingType.COUNT_OR_NONE, "held_out_chunks", "--held-out-chunks")
          .shown("Held out", "chunks of each source for the final figures", Group.MORE)
          .chosen("as many as are evaluated on, where texts are ten times as long, else 0")
          .help(
              "N",
              "Chunks of each source that are kept back for the final figures of what a run"
                  + " recommends.");

  public static final Setting<Boolean> WHOLE_EVALUATION =
      new Setting<>(SettingType.SWITCH, "whole_evaluation", "--eval-all")
          .shown("Evaluate all", "of sources with ;use=evaluation (--eval-all)", Group.MORE)
          .turnsOn("all chunks of sources for evaluation alone")
          .help("Evaluate on all whole chunks of the sources that are for evaluation alone.");

  public static final Setting<Integer> SEED =
      new Setting<>(SettingType.SEED, "seed", "--seed")
          .shown("Seed", "of the order in which documents are drawn (--seed)", Group.MORE)
          .usually(42, "42")
          .help("N", "Seed of the order in which documents are drawn.");

  public static final Setting<Integer> THREADS =
      new Setting<>(SettingType.THREADS, "threads", "-t", "--threads")
          .shown("Threads", "CPU threads (-t); more than there are cores is slower", Group.MORE)
          .tuned(null, "one for each physical core")
          .help("N", "CPU threads.");

  public static final Setting<Integer> LAYERS =
      new Setting<>(SettingType.LAYERS, "gpu_layers", "-ngl", "--gpu-layers", "--n-gpu-layers")
          .shown("GPU layers", "layers kept on a GPU (-ngl): a number, or all", Group.MORE)
          .usually(-1, "all")
          .help(
              "N",
              "Layers kept on the GPU, where the library has one: a number, or all for as many as"
                  + " fit.");

  public static final Setting<Integer> BATCH =
      new Setting<>(SettingType.BATCH, "n_batch", "-b", "--batch-size")
          .shown("Batch", "tokens submitted at once (-b), in whole chunks", Group.MORE)
          .tuned(DecodeSettings.USUAL_BATCH, "" + DecodeSettings.USUAL_BATCH)
          .help("N", "Tokens submitted at once; as many whole chunks as fit are decoded together.");

  public static final Setting<Integer> MICRO_BATCH =
      new Setting<>(SettingType.BATCH, "n_ubatch", "-ub", "--ubatch-size")
          .shown("Micro-batch", "tokens computed at once (-ub)", Group.MORE)
          .tuned(DecodeSettings.USUAL_UBATCH, "" + DecodeSettings.USUAL_UBATCH)
          .help("N", "Tokens computed at once.");

  public static final Setting<FlashAttention> FLASH_ATTENTION =
      new Setting<>(SettingType.FLASH_ATTENTION, "flash_attention", "-fa", "--flash-attn")
          .shown(
              "Attention",
              "flash attention (-fa): on, off, or auto, where the device can",
              Group.MORE)
          .tuned(FlashAttention.AUTO, FlashAttention.AUTO.word())
          .help(
              "on|off|auto",
              "Compute attention in one fused operation; auto is on where the device can.");

  public static final Setting<Boolean> ALL_POSITIONS =
      new Setting<>(SettingType.POSITIONS, "scored_positions", "--all-positions")
          .shown(
              "Scoring", "without it, the second half of each chunk (--all-positions)", Group.MORE)
          .turnsOn("every position of a chunk")
          .help(
              "Score every position of a chunk, not only the second half as llama-perplexity"
                  + " does.");

  public static final Setting<Boolean> PROCESS_OUTPUT =
      new Setting<>(SettingType.SWITCH, "process_output", "--process-output")
          .shown("Calibrate", "quantizers rarely want it (--process-output)", Group.MORE)
          .turnsOn("output.weight too")
          .help("Calibrate output.weight too, as llama-imatrix --process-output does.");

  public static final Setting<Boolean> SQUARES_ONLY =
      new Setting<>(SettingType.SWITCH, "squares_only", "--squares-only")
          .shown(
              "Sums",
              "without it, imatrices also tell mean activations (--squares-only)",
              Group.MORE)
          .turnsOn("of squared activations alone")
          .help(
              "Sum squared activations alone. Quantizing takes no others; statistics of mean"
                  + " activations also need those that are not squared (NAME.in_sum).");

  public static final Setting<Boolean> NEXTN =
      new Setting<>(SettingType.SWITCH, "nextn", "--nextn")
          .shown(
              "MTP sums",
              "the layer that predicts a further token, where llama.cpp can run it (--nextn)",
              Group.MORE)
          .turnsOn("calibrated too")
          .help(
              "Calibrate the layer that predicts a further token (MTP, NextN), too, where llama.cpp"
                  + " can run it. It keeps its type all the same: give --nextn-type another.");

  public static final Setting<Boolean> QUARANTINE =
      new Setting<>(SettingType.SWITCH, "quarantine", "--quarantine")
          .shown(
              "Not finite",
              "without it, a chunk on which a model computes no finite number ends the run"
                  + " (--quarantine)",
              Group.MORE)
          .turnsOn("put such chunks aside")
          .help(
              "Put a chunk aside on which what a model computes is not a finite number, so that it"
                  + " counts in no figure of any quant, and go on with the others; else the run ends"
                  + " there.");

  public static final Setting<String> EMBEDDING_TYPE =
      new Setting<>(SettingType.TENSOR_TYPE, "token_embedding_type", "--token-embedding-type")
          .shown("Embeddings", "tensor type of the token embeddings, such as q8_0", Group.MORE)
          .chosen(AS_QUANT_TYPE)
          .help("TYPE", "Tensor type of the token embeddings, such as q8_0.");

  public static final Setting<String> OUTPUT_TYPE =
      new Setting<>(SettingType.TENSOR_TYPE, "output_tensor_type", "--output-tensor-type")
          .shown("Output", "tensor type of output.weight, such as q6_k", Group.MORE)
          .chosen(AS_QUANT_TYPE)
          .help("TYPE", "Tensor type of output.weight.");

  public static final Setting<List<String>> TENSOR_TYPES =
      new Setting<>(SettingType.TENSOR_TYPES, "tensor_types", "--tensor-type")
          .shown(
              "Single tensors",
              "NAME=TYPE with blanks between; NAME is a regular expression",
              Group.MORE)
          .usually(List.of(), "as the quant type has them")
          .help(
              "NAME=TYPE",
              "Tensor type of the tensors whose name the regular expression NAME finds; may come"
                  + " several times, the first match wins.");

  /** Recorded where the model has such layers; experiments of before have none. */
  public static final Setting<String> NEXTN_TYPE =
      new Setting<>(SettingType.NEXTN_TYPE, "nextn_type", "--nextn-type")
          .shown(
              "MTP layers",
              "tensor type of layers that predict further tokens, or mix (--nextn-type)",
              Group.MORE)
          .chosen(SettingValues.USUAL_NEXTN_TYPE)
          .help(
              "TYPE",
              "Tensor type of the layers that predict further tokens (MTP, NextN), which are"
                  + " calibrated with --nextn alone; mix for what the quant type has.");

  public static final Setting<Boolean> PURE =
      new Setting<>(SettingType.SWITCH, "pure", "--pure")
          .shown("Mix", "without the mixes of k-quants (--pure)", Group.MORE)
          .turnsOn("no mix: one type for all tensors")
          .help("Give all tensors the same type, without the mixes of k-quants.");

  public static final Setting<Boolean> LEAVE_OUTPUT =
      new Setting<>(SettingType.SWITCH, "leave_output_tensor", "--leave-output-tensor")
          .shown("Keep output", "output.weight stays as it is (--leave-output-tensor)", Group.MORE)
          .turnsOn("unquantized")
          .help("Leave output.weight as it is.");

  public static final Setting<Boolean> REQUANTIZE =
      new Setting<>(SettingType.SWITCH, "allow_requantize", "--allow-requantize")
          .shown(
              "Requantize",
              "for a model that is quantized already, such as Q8_0: figures then compare with it,"
                  + " not with the original, and quants of it are worse than of F16"
                  + " (--allow-requantize)",
              Group.MORE)
          .turnsOn("take a model that is quantized already")
          .help(
              "Quantize tensors that are quantized already; much worse than from F16. Those that have"
                  + " no more bits than they would get stay as they are.");

  /** How text is pushed through models. */
  public static final List<Setting<?>> DECODE =
      List.of(CONTEXT, BATCH, MICRO_BATCH, THREADS, FLASH_ATTENTION, LAYERS);

  /** How models are quantized; on record these are one column. */
  public static final List<Setting<?>> QUANTIZE =
      List.of(
          EMBEDDING_TYPE, OUTPUT_TYPE, TENSOR_TYPES, NEXTN_TYPE, PURE, LEAVE_OUTPUT, REQUANTIZE);

  /** Those that do nothing to types such as F16. */
  public static final List<Setting<?>> WITHOUT_EFFECT_UNQUANTIZED =
      List.of(TENSOR_TYPES, NEXTN_TYPE, PURE);

  /** Those by which tensors get other types than the quant type's own. */
  public static final List<Setting<?>> TENSOR_TYPE_CHOICES =
      List.of(EMBEDDING_TYPE, OUTPUT_TYPE, TENSOR_TYPES, NEXTN_TYPE);

  private static final Map<String, Setting<?>> BY_ID =
      ALL.stream().collect(Collectors.toMap(Setting::id, setting -> setting));

  private final SettingType<T> type;
  private final String column;
  private final List<String> flags;
  private String label;
  private String hint;
  private Group group;
  private T usual;
  private String usualText;
  private boolean tuned;
  private String parameter = "";
  private String help;

  private Setting(SettingType<T> type, String column, String... flags) {
    this.type = type;
    this.column = column;
    this.flags = List.of(flags);
    ALL.add(this);
  }

  /** In the form. */
  private Setting<T> shown(String inForm, String about, Group where) {
    label = inForm;
    hint = about;
    group = where;
    return this;
  }

  /** Has a default. */
  private Setting<T> usually(T value, String inWords) {
    usual = value;
    usualText = inWords;
    return this;
  }

  /** Has no default, for the program chooses. */
  private Setting<T> chosen(String inWords) {
    return usually(null, inWords);
  }

  /** {@code quantloop tune} may have found a better value than the default. */
  private Setting<T> tuned(T otherwise, String inWords) {
    tuned = true;
    return usually(otherwise, inWords);
  }

  /** A switch that is off by default. */
  @SuppressWarnings("unchecked")
  private Setting<T> turnsOn(String what) {
    return usually((T) Boolean.FALSE, what);
  }

  private Setting<T> help(String label, String description) {
    parameter = label;
    return help(description);
  }

  private Setting<T> help(String description) {
    help = description;
    return this;
  }

  /** All settings, in the order in which they are shown. */
  public static List<Setting<?>> all() {
    return Collections.unmodifiableList(ALL);
  }

  public static Optional<Setting<?>> find(String id) {
    return Optional.ofNullable(BY_ID.get(id));
  }

  /** Its long flag without the dashes, by which rows, presets and JSON call it. */
  public String id() {
    return flags.stream().filter(f -> f.startsWith("--")).findFirst().orElseThrow().substring(2);
  }

  /** Its options on the command line, the usual one first. */
  public List<String> flags() {
    return flags;
  }

  /** The option by which people know it best. */
  public String flag() {
    return flags.get(0);
  }

  /** What it is called in a form. */
  public String label() {
    return label;
  }

  /** What it is for, in a line. */
  public String hint() {
    return hint;
  }

  public Group group() {
    return group;
  }

  /** What its option takes; empty for a switch. */
  public String parameter() {
    return parameter;
  }

  /** What its option does, with its range and the default. */
  public String help() {
    boolean plain = isSwitch() || usualText.startsWith("as the");
    String range = type.range().isEmpty() ? "" : type.range() + "; ";
    return plain
        ? help
        : "%s (%sdefault: %s).".formatted(help.substring(0, help.length() - 1), range, usualText);
  }

  /** What an empty field means; for a switch, what it turns on. */
  public String standsFor() {
    return tuned ? usualText + ", or what tune has found" : usualText;
  }

  public boolean isSwitch() {
    return usual instanceof Boolean;
  }

  /** Whether its option may come several times. */
  public boolean isList() {
    return type == (Object) SettingType.TENSOR_TYPES;
  }

  /** Whether {@code quantloop tune} finds good values of it. */
  public boolean isTuned() {
    return tuned;
  }

  /** All texts that it can have, where they are few. */
  public List<String> choices() {
    return type.choices();
  }

  /** The default; empty where the program chooses. */
  public Optional<T> usual() {
    return Optional.ofNullable(usual);
  }

  /** Where it stands on record: a column, or for {@link #QUANTIZE} a key of one. */
  String column() {
    return column;
  }

  /**
   * Reads a value.
   *
   * @throws SettingException that says what is wrong with the text
   */
  public T parse(String text) {
    try {
      return type.parse().apply(text);
    } catch (IllegalArgumentException | LlamaException e) {
      throw new SettingException(this, e.getMessage());
    }
  }

  /** Writes a value as {@link #parse} reads it; empty for a switch that is off. */
  public String print(T value) {
    return type.print().apply(value);
  }

  Object toColumn(T value) {
    return type.toColumn().apply(value);
  }

  T fromColumn(Object value) {
    return type.fromColumn().apply(value);
  }

  @Override
  public String toString() {
    return id();
  }
}
