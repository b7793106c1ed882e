package dev.quantloop.llama.quantize;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.LogSink;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.Remedy;
import dev.quantloop.llama.file.FileFailure;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.gguf.NextnLayers;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.jna.AbiLayout;
import dev.quantloop.llama.jna.LibLlama;
import dev.quantloop.llama.jna.OpaqueStruct;
import dev.quantloop.llama.library.LlamaLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Quantizes a model file, so that the result is byte for byte what llama-quantize writes: by
 * llama_model_quantize itself, or, where its dry run tells which tensor gets which type and the
 * model is of floats, tensor by tensor with more done at once. One quantization at a time per
 * process.
 */
public final class Quantizer {

  /** Where a dry run would write if it did. */
  private static final Path UNUSED = Path.of("unused.gguf");

  /** Three of them are in memory at once. */
  private static final long LARGEST_TENSOR = 2L << 30;

  /** Of activations, of indices, and of numbers that are used no more. */
  private static final Pattern NOT_FOR_WEIGHTS =
      Pattern.compile("|i\\d+|f64|q8_1|q8_K|DEPRECATED|TYPE_.*");

  private final LlamaLibrary library;
  private final LibLlama lib;
  private final AbiLayout layout;
  private final QuantizeOptions options;
  private final boolean byLibrary;
  // What the parameters point to must outlive the call.
  private final List<Memory> kept = new ArrayList<>();

  private ImatrixSums imatrix;
  private boolean hasStandIn;
  private Set<String> covered = Set.of();

  private Quantizer(LlamaLibrary library, QuantizeOptions options, boolean byLibrary) {
    this.byLibrary = byLibrary;
    this.library = library;
    this.lib = library.lib();
    this.layout = library.layout();
    this.options = options;
  }

  /**
   * Writes {@code output}: to a temporary beside it first, synced, then renamed.
   *
   * @param tensors told of tensors done
   * @throws LlamaException one line; {@code output} is then as it was
   */
  public static QuantizeResult quantize(
      LlamaLibrary library,
      Path input,
      Path output,
      QuantizeOptions options,
      ProgressListener tensors) {
    return quantize(library, input, output, options, forecast -> {}, tensors);
  }

  /**
   * The same.
   *
   * @param planned told, before anything is quantized, what it will come to, where that is known
   */
  public static QuantizeResult quantize(
      LlamaLibrary library,
      Path input,
      Path output,
      QuantizeOptions options,
      Consumer<QuantForecast> planned,
      ProgressListener tensors) {
    return quantize(library, input, output, options, planned, tensors, false);
  }

  /**
   * The same.
   *
   * @param byLibrary by llama_model_quantize in any case
   */
  static QuantizeResult quantize(
      LlamaLibrary library,
      Path input,
      Path output,
      QuantizeOptions options,
      Consumer<QuantForecast> planned,
      ProgressListener tensors,
      boolean byLibrary) {
    if (options.type().needsImatrix() && options.imatrix() == null) {
      throw needsImatrix(options.type().name());
    }
    GgufFile read = GgufFile.read(input);
    read.requireLoadableModel();
    GgufFile model = options.library().applied(read);
    library.requireTypesOf(model);
    return new Quantizer(library, options, byLibrary).run(model, input, output, planned, tensors);
  }

  /**
   * What a quantization will come to; nothing is written.
   *
   * @param options without an imatrix
   * @param weights for which there will be an imatrix; none for a quantization without one
   * @return empty where the library can't tell
   */
  public static Optional<QuantForecast> forecast(
      LlamaLibrary library, GgufFile read, QuantizeOptions options, Set<String> weights) {
    Quantizer quantizer = new Quantizer(library, options, false);
    quantizer.covered = weights;
    try {
      GgufFile model = options.library().applied(read);
      return quantizer.plan(model, quantizer.params(model));
    } finally {
      quantizer.kept.forEach(Memory::close);
    }
  }

  private QuantizeResult run(
      GgufFile model,
      Path input,
      Path output,
      Consumer<QuantForecast> planned,
      ProgressListener tensors) {
    QuantTarget target = QuantTarget.of(output.toAbsolutePath(), model, options.library());
    for (GgufFile part : model.parts()) {
      target.files().forEach(file -> refuseSameFile(part.path(), file));
    }
    try {
      Memory params = params(model);
      Optional<QuantForecast> forecast = plan(model, params);
      forecast.ifPresent(this::requireImportance);
      forecast.ifPresent(planned);
      if (forecast.filter(f -> canBeMade(model, f)).isPresent()) {
        return write(model, target.files().get(0), forecast.get(), tensors);
      }
      library.log().forgetErrors();
      library.log().observe((level, line) -> report(line, tensors));
      int status = lib.llama_model_quantize(input.toAbsolutePath(), target.beginWriting(), params);
      library.log().observe(LogSink.NONE);
      if (status != 0) {
        String reason = library.lastErrors();
        throw new LlamaException(
            "can't quantize %s to %s%s".formatted(input, options.type(), reason),
            reason.contains("requantizing") ? Remedy.ALLOW_REQUANTIZE : null);
      }
      List<GgufFile> written = target.written().stream().map(file -> written(file, input)).toList();
      target.publish();
      return result(target.files(), written, forecast);
    } catch (IOException e) {
      throw new LlamaException("can't write " + output + ": " + FileFailure.reason(e), e);
    } finally {
      target.cleanUp();
      kept.forEach(Memory::close);
    }
  }

  private static QuantizeResult result(
      List<Path> files, List<GgufFile> written, Optional<QuantForecast> forecast) {
    long tensorBytes = written.stream().mapToLong(GgufFile::tensorBytes).sum();
    long weights = written.stream().mapToLong(GgufFile::parameterCount).sum();
    return new QuantizeResult(
        files,
        written.stream().mapToLong(GgufFile::fileBytes).sum(),
        8.0 * tensorBytes / weights,
        Optional.empty(),
        forecast,
        Map.of());
  }

  /** A file that can't be read never gets its name. */
  private static GgufFile written(Path file, Path model) {
    try {
      return GgufFile.read(file);
    } catch (LlamaException e) {
      throw new LlamaException(
          "llama.cpp made a quant of %s that can't be read, so it was not kept".formatted(model),
          e);
    }
  }

  /**
   * As {@link #forecast}, once the parameters keep what is better kept, and change nothing else.
   */
  private Optional<QuantForecast> plan(GgufFile model, Memory params) {
    Optional<QuantForecast> first = forecast(model, params);
    List<GgufTensor> kept = first.map(options::toKeep).orElse(List.of());
    if (kept.isEmpty()) {
      return first;
    }
    if (options.imatrix() == null && covered.isEmpty()) {
      addStandIn(params, kept);
    }
    addRules(params, options.rulesFor(model, kept));
    Optional<QuantForecast> second = forecast(model, params);
    Map<String, GgmlType> wanted = types(first.get().tensors());
    wanted.putAll(types(kept));
    if (second.isEmpty() || types(second.get().tensors()).equals(wanted)) {
      return second;
    }
    // A type hangs on how many of its kind came before, and on whether there is an imatrix.
    wanted.putAll(first.get().givenUp());
    wanted.putAll(types(kept));
    addRules(params, options.rulesFor(model, ofTypes(first.get().tensors(), wanted)));
    return forecast(model, params);
  }

  private static Map<String, GgmlType> types(List<GgufTensor> tensors) {
    Map<String, GgmlType> types = new HashMap<>();
    tensors.forEach(tensor -> types.put(tensor.name(), tensor.type()));
    return types;
  }

  private static List<GgufTensor> ofTypes(List<GgufTensor> tensors, Map<String, GgmlType> types) {
    return tensors.stream()
        .filter(tensor -> tensor.type().quantized())
        .map(tensor -> new GgufTensor(tensor.name(), types.get(tensor.name()), tensor.shape(), 0))
        .toList();
  }

  /** Empty where the library can't tell, or has a complaint that it should make itself. */
  private Optional<QuantForecast> forecast(GgufFile model, Memory params) {
    if (!layout.has("llama_model_quantize_params.dry_run")) {
      return Optional.empty();
    }
    Map<String, GgufTensor> sources = options.library().tensors(model);
    QuantPlan plan = new QuantPlan(sources, layout, lib::ggml_type_name);
    flag(params, "dry_run", true);
    library.log().observe(plan);
    int status = lib.llama_model_quantize(model.path().toAbsolutePath(), UNUSED, params);
    library.log().observe(LogSink.NONE);
    flag(params, "dry_run", false);
    return status == 0
        ? plan.tensors()
            .map(
                tensors ->
                    new QuantForecast(
                        tensors,
                        refused(plan, sources, tensors),
                        plan.givenUp(),
                        quantized(sources),
                        options.library().pruning().nextn(model),
                        covered.stream().anyMatch(NextnLayers.of(model)::contains)))
        : Optional.empty();
  }

  private static Map<String, GgmlType> quantized(Map<String, GgufTensor> sources) {
    return sources.entrySet().stream()
        .filter(source -> source.getValue().type().quantized())
        .collect(Collectors.toMap(Map.Entry::getKey, source -> source.getValue().type()));
  }

  private List<String> refused(
      QuantPlan plan, Map<String, GgufTensor> sources, List<GgufTensor> tensors) {
    return tensors.stream()
        .filter(tensor -> !plan.keeps(tensor))
        .filter(tensor -> !covered.contains(sources.get(tensor.name()).name()))
        .filter(tensor -> ImatrixNeed.of(tensor.name(), tensor.type(), options.type()))
        .map(GgufTensor::name)
        .toList();
  }

  /**
   * llama_model_quantize would find out at the first such tensor, with part of the file written.
   */
  private void requireImportance(QuantForecast forecast) {
    if (forecast.refused().isEmpty()) {
      return;
    }
    if (options.imatrix() == null) {
      throw needsImatrix(forecast.inNeed(options.type()));
    }
    throw forecast.refusal(options.type(), options.imatrix().toString());
  }

  /** Whether the quant can be made here, without llama_model_quantize. */
  private boolean canBeMade(GgufFile model, QuantForecast forecast) {
    return !byLibrary
        && options.type() != QuantType.COPY
        && options.library().equals(LibraryOptions.NONE)
        && TensorQuantizer.reads(model)
        && forecast.tensors().stream().allMatch(tensor -> tensor.bytes() <= LARGEST_TENSOR);
  }

  /** On all threads, with the vectorized loops where there are some, and hashed on the way. */
  private QuantizeResult write(
      GgufFile model, Path target, QuantForecast forecast, ProgressListener progress) {
    List<GgufTensor> plan = forecast.tensors();
    byte[] header = said(model).header(model, options.type().ftype(), plan);
    int threads =
        options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
    try (TensorQuantizer quantizer = new TensorQuantizer(library, model, threads);
        QuantPipeline pipeline = new QuantPipeline(plan)) {
      QuantSeries.Quant quant =
          pipeline.write(
              target, header, (tensor, into) -> quantizer.make(tensor, imatrix, into), progress);
      return new QuantizeResult(
          List.of(target),
          quant.bytes(),
          quant.bitsPerWeight(),
          Optional.of(quant.sha256()),
          Optional.of(forecast),
          quant.errors());
    }
  }

  private static LlamaException needsImatrix(String type) {
    return new LlamaException(type + " needs an importance matrix", Remedy.GIVE_IMATRIX);
  }

  private QuantMetadata said(GgufFile model) {
    return QuantMetadata.of(
        model,
        imatrix,
        imatrix == null ? null : options.nameOfImatrix(),
        options.library().overrides());
  }

  private static void refuseSameFile(Path input, Path output) {
    try {
      if (Files.exists(output) && Files.isSameFile(input, output)) {
        throw new LlamaException("input and output are the same file: " + input);
      }
      if (!Files.isDirectory(output.getParent())) {
        throw new LlamaException("no directory " + output.getParent() + " to write to");
      }
    } catch (IOException e) {
      throw new LlamaException("can't write " + output + ": " + FileFailure.reason(e), e);
    }
  }

  private void report(String line, ProgressListener tensors) {
    Matcher progress = layout.logLine("tensor_done").matcher(line);
    if (progress.matches()) {
      tensors.advanced(Long.parseLong(progress.group(1)), Long.parseLong(progress.group(2)));
    }
  }

  private Memory params(GgufFile model) {
    OpaqueStruct defaults = lib.llama_model_quantize_default_params();
    Memory params = keep(OpaqueStruct.BYTES);
    params.write(
        0, defaults.getPointer().getByteArray(0, OpaqueStruct.BYTES), 0, OpaqueStruct.BYTES);
    set(params, "nthread", options.threads());
    set(params, "ftype", options.type().ftype());
    if (options.outputTensorType() != null) {
      set(
          params,
          "output_tensor_type",
          tensorType(
              options.outputTensorType(), ImatrixNeed.ofEmbeddings(options.outputTensorType())));
    }
    if (options.tokenEmbeddingType() != null) {
      set(
          params,
          "token_embedding_type",
          tensorType(
              options.tokenEmbeddingType(),
              ImatrixNeed.ofEmbeddings(options.tokenEmbeddingType())));
    }
    flag(params, "allow_requantize", options.allowRequantize());
    flag(params, "quantize_output_tensor", !options.leaveOutputTensor());
    flag(params, "only_copy", options.type() == QuantType.COPY);
    flag(params, "pure", options.pure());
    if (options.imatrix() != null) {
      addImatrix(params, model);
    } else if (!covered.isEmpty()) {
      point(params, "imatrix", imatrixOfOnes());
    }
    QuantMetadata said = said(model);
    if (!said.isEmpty()) {
      Memory overrides = said.toNative();
      kept.add(overrides);
      point(params, "kv_overrides", overrides);
    }
    addLibraryOptions(params);
    addRules(params, options.rulesFor(model, List.of()));
    return params;
  }

  private void addRules(Memory params, List<String> rules) {
    if (!rules.isEmpty()) {
      point(params, "tt_overrides", tensorTypes(rules));
    }
  }

  private void addLibraryOptions(Memory params) {
    LibraryOptions asked = options.library();
    flag(params, "keep_split", asked.keepSplit());
    if (asked.bufferMib() > 0 && layout.has("llama_model_quantize_params.max_buf_size")) {
      params.setLong(
          layout.get("llama_model_quantize_params.max_buf_size"), (long) asked.bufferMib() << 20);
    }
    Set<Integer> pruned = asked.pruning().layers();
    if (!pruned.isEmpty()) {
      Memory layers = keep((pruned.size() + 1L) * Integer.BYTES);
      layers.setInt((long) pruned.size() * Integer.BYTES, -1);
      int at = 0;
      for (int layer : pruned) {
        layers.setInt((long) Integer.BYTES * at++, layer);
      }
      point(params, "prune_layers", layers);
    }
  }

  private void set(Pointer params, String field, int value) {
    params.setInt(layout.get("llama_model_quantize_params." + field), value);
  }

  private void flag(Pointer params, String field, boolean value) {
    params.setByte(layout.get("llama_model_quantize_params." + field), (byte) (value ? 1 : 0));
  }

  private void point(Pointer params, String field, Memory target) {
    params.setPointer(layout.get("llama_model_quantize_params." + field), target);
  }

  private Memory keep(long bytes) {
    Memory memory = new Memory(bytes);
    memory.clear();
    kept.add(memory);
    return memory;
  }

  private Memory text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    Memory memory = keep(utf8.length + 1L);
    memory.write(0, utf8, 0, utf8.length);
    return memory;
  }

  private void addImatrix(Memory params, GgufFile model) {
    ImatrixSums read = ImatrixFile.read(options.imatrix());
    read.requireFit(model, options.imatrix());
    imatrix = options.use().of(read.completedFor(model));
    covered = imatrix.entries().keySet();
    point(params, "imatrix", imatrix(imatrix));
  }

  private Memory imatrix(ImatrixSums sums) {
    return imatrix(sums.entries().keySet(), name -> sums.entries().get(name).meanSquares());
  }

  /** For a forecast, in which only the names count. */
  private Memory imatrixOfOnes() {
    return imatrix(covered, name -> new float[] {1});
  }

  /** llama.cpp wants importance also for tensors of coarse types that it only copies. */
  private void addStandIn(Memory params, List<GgufTensor> copied) {
    Set<String> names =
        copied.stream()
            .filter(tensor -> ImatrixNeed.of(tensor.name(), tensor.type(), options.type()))
            .map(GgufTensor::name)
            .collect(Collectors.toSet());
    hasStandIn = !names.isEmpty();
    if (hasStandIn) {
      point(params, "imatrix", imatrix(names, name -> new float[] {1}));
    }
  }

  /** An array of {name, data, size}, ended by a null name. */
  private Memory imatrix(Set<String> names, Function<String, float[]> values) {
    Memory array = keep((names.size() + 1L) * 24);
    long at = 0;
    for (String name : names) {
      float[] means = values.apply(name);
      Memory data = keep((long) means.length * Float.BYTES);
      data.write(0, means, 0, means.length);
      array.setPointer(at, text(name));
      array.setPointer(at + 8, data);
      array.setLong(at + 16, means.length);
      at += 24;
    }
    return array;
  }

  /** An array of {pattern, type}, ended by a null pattern. */
  private Memory tensorTypes(List<String> rules) {
    Memory array = keep((rules.size() + 1L) * 16);
    long at = 0;
    for (String override : rules) {
      int equals = override.lastIndexOf('=');
      if (equals <= 0 || equals == override.length() - 1) {
        throw new LlamaException(
            "'" + override + "' is not a tensor type: write NAME=TYPE, such as attn_q=q8_0");
      }
      String pattern = override.substring(0, equals).toLowerCase(Locale.ROOT);
      array.setPointer(at, text(pattern));
      array.setInt(
          at + 8, tensorType(override.substring(equals + 1), ImatrixNeed.ofOverride(override)));
      at += 16;
    }
    return array;
  }

  /**
   * The number of a tensor type that this library knows by that name.
   *
   * @param needsImatrix whether it can't do without an imatrix
   */
  private int tensorType(String name, boolean needsImatrix) {
    if (needsImatrix && options.imatrix() == null && covered.isEmpty() && !hasStandIn) {
      throw needsImatrix(name);
    }
    List<String> known = new ArrayList<>();
    for (int type = 0; type < library.endOfTensorTypes(); type++) {
      String typeName = lib.ggml_type_name(type);
      if (typeName == null || NOT_FOR_WEIGHTS.matcher(typeName).matches()) {
        continue;
      }
      if (typeName.equalsIgnoreCase(name)) {
        return type;
      }
      known.add(typeName);
    }
    throw new LlamaException(
        "there is not a tensor type '" + name + "'; choose one of " + String.join(", ", known));
  }
}
