package dev.quantloop.app.allocate;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.gguf.NextnLayers;
import dev.quantloop.llama.imatrix.ImatrixCoverage;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.quantize.ImatrixUse;
import dev.quantloop.llama.quantize.LibraryOptions;
import dev.quantloop.llama.quantize.QuantForecast;
import dev.quantloop.llama.quantize.QuantSeries;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.QuantizeOptions;
import dev.quantloop.llama.quantize.Quantizer;
import dev.quantloop.llama.quantize.TensorChoices;
import dev.quantloop.llama.quantize.TensorRecipe;
import dev.quantloop.llama.quantize.TensorRule;
import dev.quantloop.llama.quantize.TensorTypeFile;
import dev.quantloop.tracker.record.TensorGrouping;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Which types the tensors of a model may have, and how large that makes a file. */
public final class TypeSpace {
  /** What a file's header has beside the model's: of which imatrix, and what it was made of. */
  private static final long HEADER_OF_QUANT = 1024;

  private static final Set<QuantType> STOCK =
      EnumSet.of(
          QuantType.IQ1_S,
          QuantType.IQ1_M,
          QuantType.IQ2_XXS,
          QuantType.IQ2_XS,
          QuantType.IQ2_S,
          QuantType.IQ2_M,
          QuantType.Q2_K_S,
          QuantType.Q2_K,
          QuantType.IQ3_XXS,
          QuantType.IQ3_XS,
          QuantType.Q3_K_S,
          QuantType.IQ3_S,
          QuantType.IQ3_M,
          QuantType.Q3_K_M,
          QuantType.Q3_K_L,
          QuantType.IQ4_XS,
          QuantType.Q4_K_S,
          QuantType.Q4_K_M,
          QuantType.Q5_K_S,
          QuantType.Q5_K_M,
          QuantType.Q6_K,
          QuantType.Q8_0);

  private static final int SUPER_BLOCK = 256;

  /** For rows that are not whole super-blocks; others have better ones of that size. */
  private static final Set<GgmlType> IN_PLACE_OF_SUPER_BLOCKS =
      EnumSet.of(GgmlType.Q4_0, GgmlType.Q4_1, GgmlType.Q5_0, GgmlType.Q5_1, GgmlType.IQ4_NL);

  private final LlamaLibrary library;
  private final GgufFile model;
  private final Optional<Path> imatrix;
  private final Set<String> covered;
  private final List<String> gaps;
  private final TensorChoices choices;
  private final Map<String, List<TensorChoices.Choice>> options = new LinkedHashMap<>();
  private final Map<QuantType, TensorRecipe> stock = new HashMap<>();

  private TypeSpace(
      LlamaLibrary library, GgufFile model, Optional<Path> imatrix, Collection<GgmlType> types) {
    this.library = library;
    this.model = model;
    this.imatrix = imatrix;
    Optional<ImatrixSums> sums = imatrix.map(ImatrixFile::read);
    sums.ifPresent(read -> read.requireFit(model, imatrix.get()));
    this.covered = sums.map(read -> read.completedFor(model).entries().keySet()).orElse(Set.of());
    this.gaps =
        sums.map(read -> ImatrixCoverage.of(model, read).gaps()).orElse(List.of()).stream()
            .map(gap -> imatrix.get() + ": " + gap)
            .toList();
    this.choices = TensorChoices.of(library, model);
    NextnLayers nextn = NextnLayers.of(model);
    for (GgufTensor tensor : choices.quantized()) {
      List<TensorChoices.Choice> possible =
          nextn.contains(tensor.name())
              ? new ArrayList<>()
              : choices.of(tensor.name(), types, QuantType.Q4_K_M).stream()
                  .filter(one -> !one.needsImatrix() || covered.contains(tensor.name()))
                  .sorted(Comparator.comparingLong(TensorChoices.Choice::bytes))
                  .collect(Collectors.toCollection(ArrayList::new));
      if (possible.stream().anyMatch(one -> one.type().blockSize() == SUPER_BLOCK)) {
        possible.removeIf(one -> IN_PLACE_OF_SUPER_BLOCKS.contains(one.type()));
      }
      if (!possible.isEmpty()) {
        options.put(tensor.name(), possible);
      }
    }
  }

  /**
   * @param imatrix empty for none
   * @param types that tensors may have, as far as their rows and the imatrix allow
   * @throws UserException where weights are quantized already or in several files
   */
  public static TypeSpace of(
      LlamaLibrary library, Path model, Optional<Path> imatrix, Collection<GgmlType> types) {
    if (!QuantSeries.fits(model)) {
      throw new UserException(
          model + ": types are chosen for weights that are floats (F32, F16, BF16), in one file");
    }
    TypeSpace space = new TypeSpace(library, GgufFile.read(model), imatrix, types);
    if (space.options.isEmpty()) {
      throw new UserException(
          "no tensor of %s can have any of the types %s"
              .formatted(
                  model, types.stream().map(GgmlType::name).collect(Collectors.joining(", "))));
    }
    return space;
  }

  /** What the imatrix lacks of the model, in lines; none without an imatrix. */
  public List<String> gaps() {
    return gaps;
  }

  /** Names of the tensors that have a choice, in the order of a quant's file. */
  public Set<String> tensors() {
    return options.keySet();
  }

  /** Names of the tensors that are quantized and have no choice. */
  public List<String> others() {
    return choices.names().stream().filter(name -> !options.containsKey(name)).toList();
  }

  /** The types that a tensor may have, the smallest first. */
  public List<TensorChoices.Choice> options(String tensor) {
    return options.get(tensor);
  }

  /** The tensors that have a choice, grouped. */
  public TensorGroups groups(TensorGrouping by) {
    Map<String, List<GgmlType>> types = new LinkedHashMap<>();
    options.forEach(
        (tensor, all) -> types.put(tensor, all.stream().map(TensorChoices.Choice::type).toList()));
    return TensorGroups.of(by, types);
  }

  /** What the quant type has for each tensor, with the imatrix. */
  public TensorRecipe stock(QuantType type) {
    return stock.computeIfAbsent(type, one -> forecast(options(one, 1)));
  }

  /** With the imatrix, which its file's metadata call by its name alone. */
  public QuantizeOptions options(QuantType type, int threads) {
    return new QuantizeOptions(
        type,
        imatrix.orElse(null),
        imatrix.map(path -> path.getFileName().toString()).orElse(null),
        threads,
        null,
        null,
        List.of(),
        false,
        false,
        false,
        NextnLayers.of(model).isEmpty() ? null : SettingValues.USUAL_NEXTN_TYPE,
        ImatrixUse.ALL,
        LibraryOptions.NONE);
  }

  private TensorRecipe forecast(QuantizeOptions options) {
    QuantType type = options.type();
    QuantForecast forecast =
        Quantizer.forecast(library, model, options, covered)
            .orElseThrow(() -> new LlamaException("llama.cpp can't tell the types of " + type));
    if (!forecast.refused().isEmpty()) {
      throw forecast.refusal(type, imatrix.map(Path::toString).orElse("no imatrix"));
    }
    Set<String> quantized = Set.copyOf(choices.names());
    Map<String, GgmlType> types = new LinkedHashMap<>();
    forecast.tensors().stream()
        .filter(tensor -> quantized.contains(tensor.name()))
        .forEach(tensor -> types.put(tensor.name(), tensor.type()));
    return new TensorRecipe(type, types);
  }

  /**
   * A recipe from a file.
   *
   * @param base decides on tensors that no rule finds; empty where there are none such
   * @throws UserException where there are, as a line
   * @throws LlamaException one line for a file of no rules, a rule that finds nothing, and a type
   *     that a tensor can't get
   */
  public GivenRecipe read(Path file, Optional<QuantType> base) {
    QuantType any = base.orElse(QuantType.Q8_0);
    TensorTypeFile read = TensorTypeFile.read(file);
    TensorRecipe named = read.recipe(any, choices);
    List<String> open = new ArrayList<>(choices.names());
    open.removeAll(named.types().keySet());
    if (!open.isEmpty() && base.isEmpty()) {
      throw new UserException(
          "%s leaves %s open, such as %s: say which type decides on them, as in --recipe %s:Q3_K_M"
              .formatted(file, Numbers.amount(open.size(), "tensor"), open.get(0), file));
    }
    require(file, named);
    List<String> rules = read.rules().stream().map(TensorRule::toString).toList();
    Map<String, GgmlType> types = forecast(options(any, 1).withTypes(any, rules)).types();
    TensorRecipe whole = new TensorRecipe(stockFor(bytes(new TensorRecipe(any, types))), types);
    require(file, whole);
    String name = file.getFileName().toString();
    return new GivenRecipe(name.replaceFirst("(.)\\.[^.]*$", "$1"), whole);
  }

  private void require(Path file, TensorRecipe recipe) {
    try {
      choices.require(recipe, covered);
    } catch (LlamaException e) {
      throw new LlamaException(file + ": " + e.getMessage(), e);
    }
  }

  /** The stock type that a size is held against: the largest that is not larger. */
  public QuantType stockFor(SizeTarget target) {
    return target.like().orElseGet(() -> stockFor(bytes(target)));
  }

  private QuantType stockFor(long bytes) {
    QuantType best = null;
    for (QuantType type : STOCK) {
      if (type.needsImatrix() && imatrix.isEmpty()) {
        continue;
      }
      long size = bytes(stock(type));
      boolean better = best == null || (size <= bytes && size > bytes(stock(best)));
      boolean bestFits = best != null && bytes(stock(best)) <= bytes;
      best = better || (!bestFits && size < bytes(stock(best))) ? type : best;
    }
    return best;
  }

  /** What all tensors of a file of that size may take, padding included. */
  public long bytes(SizeTarget target) {
    if (target.like().isPresent()) {
      return bytes(stock(target.like().get()));
    }
    return target.fileBytes().isPresent()
        ? target.fileBytes().getAsLong() - header()
        : (long) (target.bitsPerWeight().getAsDouble() * model.parameterCount() / 8);
  }

  private long header() {
    long tensors = model.tensors().stream().mapToLong(t -> GgufFile.padded(t.bytes())).sum();
    int name = imatrix.map(path -> path.toString().length()).orElse(0);
    return model.fileBytes() - tensors + HEADER_OF_QUANT + name;
  }

  /** What all tensors take, padding included. */
  public long bytes(TensorRecipe recipe) {
    return choices.bytes(recipe);
  }

  /** A recipe with these types, and the stock type's for other tensors. */
  public TensorRecipe with(QuantType base, Map<String, GgmlType> types) {
    Map<String, GgmlType> all = new LinkedHashMap<>(stock(base).types());
    all.putAll(types);
    return new TensorRecipe(base, all);
  }

  /**
   * Refuses what no recipe can be as large as.
   *
   * @throws UserException that tells the sizes that there are
   */
  public void requireReachable(SizeTarget target, QuantType base) {
    long asked = fileBytes(target);
    if (asked < smallest(base) || asked > largest(base)) {
      throw new UserException(
          "no recipe is %s: with these types a file has from %s to %s (--types)"
              .formatted(target, Numbers.bytes(smallest(base)), Numbers.bytes(largest(base))));
    }
  }

  /** Bytes that a file has at most where each tensor has its smallest type. */
  public long smallest(QuantType base) {
    return header() + others(base, options.keySet()) + sum(sizes -> sizes.min());
  }

  /** Bytes that a file has at most. */
  public long largest(QuantType base) {
    return header() + others(base, options.keySet()) + sum(sizes -> sizes.max());
  }

  /** Bytes that the file of a recipe has at most. */
  public long fileBytes(TensorRecipe recipe) {
    return bytes(recipe) + header();
  }

  /** Bytes that a file of that size has at most. */
  public long fileBytes(SizeTarget target) {
    return bytes(target) + header();
  }

  private long sum(Function<LongStream, OptionalLong> one) {
    return options.values().stream()
        .map(of -> of.stream().mapToLong(choice -> GgufFile.padded(choice.bytes())))
        .mapToLong(sizes -> one.apply(sizes).orElseThrow())
        .sum();
  }

  /** What the tensors take that are not chosen for. */
  public long others(QuantType base, Set<String> chosen) {
    TensorRecipe whole = stock(base);
    long own =
        chosen.stream()
            .mapToLong(name -> GgufFile.padded(as(name, whole.types().get(name)).bytes()))
            .sum();
    return bytes(whole) - own;
  }

  private GgufTensor as(String name, GgmlType type) {
    return new GgufTensor(name, type, model.tensor(name).orElseThrow().shape(), 0);
  }
}
