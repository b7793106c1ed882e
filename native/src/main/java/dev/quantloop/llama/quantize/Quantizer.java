package dev.quantloop.llama.quantize;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.LogSink;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.Remedy;
import dev.quantloop.llama.file.ScratchDirectory;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.jna.AbiLayout;
import dev.quantloop.llama.jna.LibLlama;
import dev.quantloop.llama.jna.OpaqueStruct;
import dev.quantloop.llama.library.LlamaLibrary;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Quantizes a model file, so that the result is byte for byte what llama-quantize writes: by
 * llama_model_quantize itself, or, where its dry run tells which tensor gets which type and the
 * model is of floats, tensor by tensor with more done at once. One quantization at a time per
 * process.
 */
public final class Quantizer {
  private static final Pattern PROGRESS = Pattern.compile("^\\[\\s*(\\d+)/\\s*(\\d+)\\].*");
  private static final int HIGHEST_TYPE = 255;

  /** Three of them are in memory at once. */
  private static final long LARGEST_TENSOR = 2L << 30;

  /** Types of which llama_model_quantize refuses tensors that have no imatrix. */
  private static final Set<GgmlType> COARSE =
      EnumSet.of(
          GgmlType.IQ3_XXS,
          GgmlType.IQ2_XXS,
          GgmlType.IQ2_XS,
          GgmlType.IQ2_S,
          GgmlType.IQ1_M,
          GgmlType.IQ1_S);

  /** Except these. */
  private static final Set<String> EMBEDDINGS = Set.of("token_embd.weight", "output.weight");

  /**
   * Coarse types that ggml itself quantizes for no tensor without an imatrix: it ends the process.
   */
  private static final Set<GgmlType> ASSERTED =
      EnumSet.of(GgmlType.IQ2_XXS, GgmlType.IQ2_XS, GgmlType.IQ1_S);

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
    return quantize(library, input, output, options, tensors, false);
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
      ProgressListener tensors,
      boolean byLibrary) {
    if (options.type().needsImatrix() && options.imatrix() == null) {
      throw new LlamaException(options.type() + " needs an importance matrix", Remedy.GIVE_IMATRIX);
    }
    GgufFile model = GgufFile.read(input);
    model.requireLoadableModel();
    return new Quantizer(library, options, byLibrary).run(model, input, output, tensors);
  }

  private QuantizeResult run(GgufFile model, Path input, Path output, ProgressListener tensors) {
    Path target = output.toAbsolutePath();
    refuseSameFile(input, target);
    Path temporary =
        target.resolveSibling(target.getFileName() + ".tmp" + ProcessHandle.current().pid());
    try {
      Memory params = params(model);
      Optional<List<GgufTensor>> plan = plan(model, input, temporary, params);
      if (plan.isPresent()) {
        return write(model, target, plan.get(), tensors);
      }
      library.log().forgetErrors();
      library.log().observe((level, line) -> report(line, tensors));
      int status = lib.llama_model_quantize(input.toAbsolutePath(), temporary, params);
      library.log().observe(LogSink.NONE);
      if (status != 0) {
        throw new LlamaException(
            "can't quantize %s to %s%s".formatted(input, options.type(), library.lastErrors()));
      }
      publish(temporary, target);
      return new QuantizeResult(
          Files.size(target), GgufFile.read(target).bitsPerWeight(), Optional.empty());
    } catch (IOException e) {
      throw new LlamaException("can't write " + output + ": " + e.getMessage(), e);
    } finally {
      ScratchDirectory.delete(temporary);
      kept.forEach(Memory::close);
    }
  }

  /**
   * The tensors of the quant where it can be made here; empty where llama_model_quantize has to do
   * it, or has a complaint that it should make itself.
   */
  private Optional<List<GgufTensor>> plan(GgufFile model, Path input, Path output, Memory params) {
    if (byLibrary
        || !layout.has("llama_model_quantize_params.dry_run")
        || options.type() == QuantType.COPY
        || model.alignment() != GgufFile.DEFAULT_ALIGNMENT
        || !TensorQuantizer.reads(model)) {
      return Optional.empty();
    }
    QuantPlan plan = new QuantPlan(model, lib::ggml_type_name);
    flag(params, "dry_run", true);
    library.log().observe(plan);
    int status = lib.llama_model_quantize(input.toAbsolutePath(), output, params);
    library.log().observe(LogSink.NONE);
    flag(params, "dry_run", false);
    return status == 0
        ? plan.tensors().filter(tensors -> tensors.stream().allMatch(this::canBeMade))
        : Optional.empty();
  }

  private boolean canBeMade(GgufTensor tensor) {
    boolean hasEntry = imatrix != null && imatrix.entries().containsKey(tensor.name());
    return tensor.bytes() <= LARGEST_TENSOR && (hasEntry || !mayBeRefused(tensor));
  }

  private boolean mayBeRefused(GgufTensor tensor) {
    boolean coarse =
        COARSE.contains(tensor.type())
            || tensor.type() == GgmlType.Q2_K && options.type() == QuantType.Q2_K_S;
    return coarse && !EMBEDDINGS.contains(tensor.name());
  }

  /** On all threads, with the vectorized loops where there are some, and hashed on the way. */
  private QuantizeResult write(
      GgufFile model, Path target, List<GgufTensor> plan, ProgressListener progress) {
    QuantMetadata said =
        imatrix == null
            ? new QuantMetadata()
            : QuantMetadata.ofImatrix(imatrix, options.nameOfImatrix());
    byte[] header = said.header(model, options.type().ftype(), plan);
    int threads =
        options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
    try (TensorQuantizer quantizer = new TensorQuantizer(library, model, threads);
        QuantPipeline pipeline = new QuantPipeline(plan)) {
      QuantSeries.Quant quant =
          pipeline.write(
              target, header, (tensor, into) -> quantizer.make(tensor, imatrix, into), progress);
      return new QuantizeResult(quant.bytes(), quant.bitsPerWeight(), Optional.of(quant.sha256()));
    }
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
      throw new LlamaException("can't write " + output + ": " + e.getMessage(), e);
    }
  }

  private static void report(String line, ProgressListener tensors) {
    Matcher progress = PROGRESS.matcher(line);
    if (progress.matches()) {
      tensors.advanced(Long.parseLong(progress.group(1)), Long.parseLong(progress.group(2)));
    }
  }

  private static void publish(Path temporary, Path target) throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.READ)) {
      channel.force(true);
    }
    Files.move(
        temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Memory params(GgufFile model) {
    OpaqueStruct defaults = lib.llama_model_quantize_default_params();
    Memory params = keep(OpaqueStruct.BYTES);
    params.write(
        0, defaults.getPointer().getByteArray(0, OpaqueStruct.BYTES), 0, OpaqueStruct.BYTES);
    set(params, "nthread", options.threads());
    set(params, "ftype", options.type().ftype());
    if (options.outputTensorType() != null) {
      set(params, "output_tensor_type", tensorType(options.outputTensorType(), ASSERTED));
    }
    if (options.tokenEmbeddingType() != null) {
      set(params, "token_embedding_type", tensorType(options.tokenEmbeddingType(), ASSERTED));
    }
    flag(params, "allow_requantize", options.allowRequantize());
    flag(params, "quantize_output_tensor", !options.leaveOutputTensor());
    flag(params, "only_copy", options.type() == QuantType.COPY);
    flag(params, "pure", options.pure());
    if (options.imatrix() != null) {
      addImatrix(params, model);
    }
    if (!options.tensorTypes().isEmpty()) {
      point(params, "tt_overrides", tensorTypes());
    }
    return params;
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
    imatrix = ImatrixFile.read(options.imatrix());
    imatrix.requireFit(model, options.imatrix());
    Memory overrides = QuantMetadata.ofImatrix(imatrix, options.nameOfImatrix()).toNative();
    kept.add(overrides);
    point(params, "kv_overrides", overrides);
    point(params, "imatrix", imatrix(imatrix));
  }

  /** An array of {name, data, size}, ended by a null name. */
  private Memory imatrix(ImatrixSums sums) {
    Memory array = keep((sums.entries().size() + 1L) * 24);
    long at = 0;
    for (Map.Entry<String, ImatrixEntry> entry : sums.entries().entrySet()) {
      float[] means = entry.getValue().meanSquares();
      Memory data = keep((long) means.length * Float.BYTES);
      data.write(0, means, 0, means.length);
      array.setPointer(at, text(entry.getKey()));
      array.setPointer(at + 8, data);
      array.setLong(at + 16, means.length);
      at += 24;
    }
    return array;
  }

  /** An array of {pattern, type}, ended by a null pattern. */
  private Memory tensorTypes() {
    Memory array = keep((options.tensorTypes().size() + 1L) * 16);
    long at = 0;
    for (String override : options.tensorTypes()) {
      int equals = override.indexOf('=');
      if (equals <= 0 || equals == override.length() - 1) {
        throw new LlamaException(
            "'" + override + "' is not a tensor type: write NAME=TYPE, such as attn_q=q8_0");
      }
      String pattern = override.substring(0, equals).toLowerCase(Locale.ROOT);
      array.setPointer(at, text(pattern));
      boolean embedding = EMBEDDINGS.stream().anyMatch(name -> name.startsWith(pattern));
      array.setInt(
          at + 8, tensorType(override.substring(equals + 1), embedding ? ASSERTED : COARSE));
      at += 16;
    }
    return array;
  }

  /**
   * The number of a tensor type that this library knows by that name.
   *
   * @param coarse types that can't do without an imatrix
   */
  private int tensorType(String name, Set<GgmlType> coarse) {
    if (options.imatrix() == null && GgmlType.named(name).filter(coarse::contains).isPresent()) {
      throw new LlamaException(name + " needs an importance matrix", Remedy.GIVE_IMATRIX);
    }
    List<String> known = new ArrayList<>();
    OpaqueStruct defaults = lib.llama_model_quantize_default_params();
    int end =
        defaults.getPointer().getInt(layout.get("llama_model_quantize_params.output_tensor_type"));
    for (int type = 0; type < Math.min(end, HIGHEST_TYPE); type++) {
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
