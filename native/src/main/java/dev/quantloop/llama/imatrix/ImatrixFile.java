package dev.quantloop.llama.imatrix;

import static java.util.stream.Collectors.toMap;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.file.FileCursor;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.gguf.GgufWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads and writes imatrix files: llama.cpp's GGUF format, its legacy {@code .dat} format, and the
 * ledger, a GGUF file of this program that keeps the sums exactly. Files are written whole or not
 * at all.
 *
 * <p>In GGUF there are per weight NAME the tensors {@code NAME.in_sum2} [columns, experts], raw
 * sums of squares, and {@code NAME.counts} [1, experts], tokens seen; maybe also {@code
 * NAME.in_sum} [columns, experts], raw sums of the activations, as llama-imatrix writes them from
 * v0.6 on. Keys and tensors of other programs are kept. A part of an imatrix that is still being
 * computed has the sums twice, for every program and exactly.
 */
public final class ImatrixFile {
  /** The chunk size that a legacy file, which does not state its own, is taken to have. */
  public static final int DEFAULT_CHUNK_SIZE = 512;

  private static final String TYPE = "general.type";
  private static final String DATASETS = "imatrix.datasets";
  private static final String CHUNK_COUNT = "imatrix.chunk_count";
  private static final String CHUNK_SIZE = "imatrix.chunk_size";
  private static final String NEXT_LAYERS = "imatrix.n_layer_nextn";
  private static final String IMATRIX = "imatrix";
  private static final String LEDGER = "imatrix-ledger";
  private static final String SUMS = ".in_sum2";
  private static final String COUNTS = ".counts";
  private static final String PLAIN = ".in_sum";
  private static final String EXACT_SUMS = ".exact";
  private static final String EXACT_PLAIN = ".plain";
  private static final String PART_OF = "quantloop.part_of";
  private static final String NEUTRAL_PRIOR = "quantloop.neutral_prior";
  private static final Set<String> OWN_KEYS =
      Set.of(
          TYPE,
          DATASETS,
          CHUNK_COUNT,
          CHUNK_SIZE,
          NEXT_LAYERS,
          PART_OF,
          NEUTRAL_PRIOR,
          "general.alignment");
  private static final List<String> OWN_TENSORS =
      List.of(SUMS, COUNTS, PLAIN, EXACT_SUMS, EXACT_PLAIN);
  private static final long MOST_CHUNKS = 0xffffffffL;
  private static final int MOST_LAYERS = 1 << 20;
  private static final int MAX_NAME_BYTES = 63 - SUMS.length(); // ggml keeps names in 64 bytes

  private final GgufFile file;
  private final boolean ledger;

  private ImatrixFile(GgufFile file, boolean ledger) {
    this.file = file;
    this.ledger = ledger;
  }

  /** Reads a file of any of the three formats, a legacy one as of chunks of 512 tokens. */
  public static ImatrixSums read(Path file) {
    return read(file, DEFAULT_CHUNK_SIZE);
  }

  /**
   * Reads a file of any of the three formats.
   *
   * @param legacyChunkSize tokens a chunk that a legacy file is taken to have; its means do not
   *     depend on it, its weight beside other sums does
   * @throws LlamaException when the file cannot be read, is damaged or is not an imatrix
   */
  public static ImatrixSums read(Path file, int legacyChunkSize) {
    return startsAsGguf(file) ? openGguf(file).sums() : LegacyImatrix.read(file, legacyChunkSize);
  }

  /**
   * Reads what columns add up to, without making room for each of them, so that something can be
   * told of an imatrix long before it is read. Sums are not checked.
   *
   * @return empty where {@link #read} is the only way: for a legacy file, a ledger, or one that
   *     holds a neutral prior
   * @throws LlamaException when the file cannot be read, is damaged or is not an imatrix
   */
  public static Optional<ImatrixTotals> readTotals(Path file) {
    return startsAsGguf(file) ? openGguf(file).totals() : Optional.empty();
  }

  /**
   * Writes what llama-imatrix would write from the same sums rounded to float, byte for byte; its
   * statistics apart, which it adds from v0.6 on.
   *
   * @throws LlamaException when the file cannot be written
   */
  public static void writeGguf(Path file, ImatrixSums sums) {
    GgufWriter out = header(IMATRIX, sums);
    sums.entries().forEach((weight, entry) -> addF32(out, weight, entry));
    sums.foreign().writeTensors(out);
    out.write(file);
  }

  private static void addF32(GgufWriter out, String weight, ImatrixEntry e) {
    out.addF32(name(weight, SUMS), e.sums(), e.columns(), e.experts())
        .addF32(name(weight, COUNTS), e.counts(), 1, e.experts());
    e.plainSums()
        .ifPresent(plain -> out.addF32(name(weight, PLAIN), plain, e.columns(), e.experts()));
  }

  private static void addF64(GgufWriter out, String name, double[] values, ImatrixEntry e) {
    out.addF64(name, values, e.columns(), e.experts());
  }

  /**
   * Writes the imatrix of the first chunks of a text, as {@link #writeGguf} does, with the exact
   * sums in {@code NAME.exact} and {@code NAME.plain} as F64.
   *
   * @param whole tells what it is a part of
   * @throws LlamaException when the file cannot be written
   */
  public static void writePart(Path file, ImatrixSums sums, String whole) {
    GgufWriter out = header(IMATRIX, sums).putText(PART_OF, whole);
    sums.entries()
        .forEach(
            (weight, e) -> {
              addF32(out, weight, e);
              addF64(out, name(weight, EXACT_SUMS), e.sums(), e);
              e.plainSums().ifPresent(plain -> addF64(out, name(weight, EXACT_PLAIN), plain, e));
            });
    sums.foreign().writeTensors(out);
    out.write(file);
  }

  /** Tokens a chunk, as the file tells it; empty for a legacy one. */
  public static OptionalLong chunkSize(Path file) {
    return startsAsGguf(file)
        ? GgufFile.read(file).metadata().whole(CHUNK_SIZE)
        : OptionalLong.empty();
  }

  /** What the imatrix of a file is a part of; empty for a whole one. */
  public static Optional<String> partOf(Path file) {
    return startsAsGguf(file) ? GgufFile.read(file).metadata().text(PART_OF) : Optional.empty();
  }

  /** Keys and tensors of a file that are neither of the format nor of this program, by name. */
  public static List<String> foreignNames(Path file) {
    if (!startsAsGguf(file)) {
      return List.of();
    }
    GgufFile gguf = GgufFile.read(file);
    return Stream.concat(
            gguf.metadata().values().keySet().stream().filter(key -> !OWN_KEYS.contains(key)),
            gguf.tensors().stream()
                .map(GgufTensor::name)
                .filter(name -> OWN_TENSORS.stream().noneMatch(name::endsWith)))
        .toList();
  }

  /**
   * Writes the legacy format, byte for byte as llama-imatrix; it has room for one dataset, the
   * last, and leaves out weights that saw no token.
   *
   * @throws LlamaException when the file cannot be written
   */
  public static void writeDat(Path file, ImatrixSums sums) {
    LegacyImatrix.write(file, sums);
  }

  /**
   * Writes the ledger: as the GGUF format, but with {@code general.type = "imatrix-ledger"}, {@code
   * NAME.in_sum2} and {@code NAME.in_sum} as F64 and {@code NAME.counts} as I64, so that sums read
   * back are the same to the bit.
   *
   * @throws LlamaException when the file cannot be written
   */
  public static void writeLedger(Path file, ImatrixSums sums) {
    GgufWriter out = header(LEDGER, sums);
    sums.entries()
        .forEach(
            (weight, e) -> {
              addF64(out, name(weight, SUMS), e.sums(), e);
              out.addI64(name(weight, COUNTS), e.counts(), 1, e.experts());
              e.plainSums().ifPresent(plain -> addF64(out, name(weight, PLAIN), plain, e));
            });
    sums.foreign().writeTensors(out);
    out.write(file);
  }

  /** Whether a file is not of the legacy format, which does not tell its chunk size. */
  public static boolean startsAsGguf(Path file) {
    return FileCursor.read(
        file, "", in -> in.remaining() >= Integer.BYTES && in.int32() == GgufFile.MAGIC);
  }

  private static ImatrixFile openGguf(Path path) {
    GgufFile file = GgufFile.read(path);
    String type = file.metadata().text(TYPE).orElse("");
    if (!type.equals(IMATRIX) && !type.equals(LEDGER)) {
      throw new LlamaException(
          "%s is not an imatrix but another kind of GGUF file; give one that llama-imatrix or this program wrote"
              .formatted(path));
    }
    return new ImatrixFile(file, type.equals(LEDGER));
  }

  private Optional<ImatrixTotals> totals() {
    if (ledger || file.metadata().values().containsKey(NEUTRAL_PRIOR)) {
      return Optional.empty();
    }
    Map<String, ImatrixTotals.Weight> weights =
        file.tensors().parallelStream()
            .filter(tensor -> tensor.name().endsWith(SUMS))
            .collect(toMap(tensor -> weightOf(tensor, SUMS), this::total));
    return Optional.of(new ImatrixTotals(withoutEntries(), weights))
        .filter(totals -> !weights.isEmpty());
  }

  private ImatrixTotals.Weight total(GgufTensor tensor) {
    String weight = weightOf(tensor, SUMS);
    requireShape(weight, tensor);
    long[] counts = new long[(int) counts(weight, tensor).elements()];
    copyCounts(counts(weight, tensor), counts);
    return new ImatrixTotals.Weight(
        (int) tensor.elements() / counts.length,
        counts,
        file.partSums(tensor, counts.length),
        file.tensor(weight + PLAIN).isPresent());
  }

  private ImatrixSums withoutEntries() {
    ImatrixSums sums = new ImatrixSums((int) number(CHUNK_SIZE, 1, 1 << 30));
    sums.addChunks(number(CHUNK_COUNT, 0, MOST_CHUNKS));
    sums.noteNextLayers((int) Math.min(file.metadata().whole(NEXT_LAYERS).orElse(0), MOST_LAYERS));
    file.metadata()
        .sequence(DATASETS)
        .map(file::strings)
        .ifPresent(d -> d.forEach(sums::addDataset));
    return sums;
  }

  private ImatrixSums sums() {
    ImatrixSums sums = withoutEntries();
    Map<String, GgufTensor> weights = new LinkedHashMap<>();
    for (GgufTensor tensor : file.tensors()) {
      if (tensor.name().endsWith(SUMS)) {
        String weight = weightOf(tensor, SUMS);
        requireShape(weight, tensor);
        weights.put(weight, tensor);
      } else {
        OWN_TENSORS.stream()
            .filter(tensor.name()::endsWith)
            .findFirst()
            .ifPresentOrElse(
                suffix -> requireSums(tensor, suffix),
                () -> sums.foreign().addTensor(file, tensor));
      }
    }
    weights.entrySet().parallelStream()
        .map(one -> Map.entry(one.getKey(), entry(one.getKey(), one.getValue())))
        .forEachOrdered(one -> sums.entry(one.getKey(), one.getValue()));
    file.metadata().values().keySet().stream()
        .filter(key -> !OWN_KEYS.contains(key))
        .forEach(key -> sums.foreign().addEntry(file, key));
    if (sums.entries().isEmpty()) {
      throw damaged("it has no sums");
    }
    notePrior(sums);
    if (sums.entries().values().stream().allMatch(entry -> entry.maxCount() == 0)) {
      throw new LlamaException(
          "%s is of no use: all its counts are 0, so it was computed over no text"
              .formatted(file.path()));
    }
    return sums;
  }

  private void notePrior(ImatrixSums sums) {
    if (file.metadata().values().containsKey(NEUTRAL_PRIOR)) {
      long prior = number(NEUTRAL_PRIOR, 1, MOST_CHUNKS);
      sums.entries()
          .forEach(
              (weight, entry) -> {
                if (Arrays.stream(entry.counts()).anyMatch(count -> count < prior)) {
                  throw damaged("%s has seen less than the prior of %s tokens", weight, prior);
                }
              });
      sums.noteNeutralPrior(prior);
    }
  }

  private void requireSums(GgufTensor tensor, String suffix) {
    if (file.tensor(weightOf(tensor, suffix) + SUMS).isEmpty()) {
      throw damaged("it has %s without its sums of squares", tensor.name());
    }
  }

  private void requireShape(String weight, GgufTensor tensor) {
    GgufTensor counts = counts(weight, tensor);
    requireType(tensor, ledger ? GgmlType.F64 : GgmlType.F32);
    requireType(counts, ledger ? GgmlType.I64 : GgmlType.F32);
    long experts = counts.elements();
    if (tensor.elements() > 1 << 30 || tensor.elements() % experts != 0) {
      throw damaged("%s has %s sums for %s counts", weight, tensor.elements(), experts);
    }
  }

  /** Of several weights at once: to make room for millions of columns takes its time, too. */
  private ImatrixEntry entry(String weight, GgufTensor tensor) {
    int experts = (int) counts(weight, tensor).elements();
    int columns = (int) (tensor.elements() / experts);
    ImatrixEntry entry =
        file.tensor(weight + PLAIN).isPresent()
            ? ImatrixEntry.withPlain(columns, experts)
            : new ImatrixEntry(columns, experts);
    copyCounts(counts(weight, tensor), entry.counts());
    copySums(file.tensor(weight + EXACT_SUMS).orElse(tensor), entry.sums(), 0);
    requireCounts(weight, entry);
    file.tensor(weight + PLAIN).ifPresent(rounded -> copyPlain(weight, rounded, entry.plain()));
    return entry;
  }

  private GgufTensor counts(String weight, GgufTensor sums) {
    return file.tensor(weight + COUNTS)
        .orElseThrow(() -> damaged("it has %s without its counts", sums.name()));
  }

  private void copyPlain(String weight, GgufTensor rounded, double[] into) {
    requireType(rounded, ledger ? GgmlType.F64 : GgmlType.F32);
    copySums(file.tensor(weight + EXACT_PLAIN).orElse(rounded), into, -Double.MAX_VALUE);
  }

  private void copySums(GgufTensor tensor, double[] into, double least) {
    if (tensor.elements() != into.length) {
      throw damaged("%s has %s sums instead of %s", tensor.name(), tensor.elements(), into.length);
    }
    file.readNumbers(tensor, into);
    for (double value : into) {
      if (!(value >= least && value < Double.POSITIVE_INFINITY)) {
        throw damaged(
            "%s holds %s, which is not a sum of %s",
            tensor.name(), value, least == 0 ? "squares" : "activations");
      }
    }
  }

  /** Sums of no tokens must be 0: llama-quantize would silently pass over others. */
  private void requireCounts(String weight, ImatrixEntry entry) {
    int columns = entry.columns();
    for (int expert = 0; expert < entry.experts(); expert++) {
      if (entry.counts()[expert] == 0
          && Arrays.stream(entry.sums(), expert * columns, (expert + 1) * columns)
              .anyMatch(sum -> sum != 0)) {
        throw damaged("%s has sums, but a count of 0", weight);
      }
    }
  }

  private void copyCounts(GgufTensor tensor, long[] into) {
    if (ledger) {
      System.arraycopy(file.integers(tensor), 0, into, 0, into.length);
    } else {
      double[] values = file.numbers(tensor);
      for (int i = 0; i < values.length; i++) {
        if (!(values[i] >= 0)) {
          throw damaged("%s holds the count %s", tensor.name(), values[i]);
        }
        into[i] = Math.round(values[i]);
      }
    }
    for (long count : into) {
      if (count < 0 || count > 1L << 56) {
        throw damaged("%s holds the count %s", tensor.name(), count);
      }
    }
  }

  private void requireType(GgufTensor tensor, GgmlType type) {
    if (tensor.type() != type) {
      throw damaged("%s is of type %s instead of %s", tensor.name(), tensor.type(), type);
    }
  }

  private long number(String key, long least, long most) {
    long value =
        file.metadata().whole(key).orElseThrow(() -> damaged("%s is missing or no number", key));
    if (value < least || value > most) {
      throw damaged("%s is %s", key, value);
    }
    return value;
  }

  private static String weightOf(GgufTensor tensor, String suffix) {
    return tensor.name().substring(0, tensor.name().length() - suffix.length());
  }

  private LlamaException damaged(String what, Object... details) {
    return new LlamaException("%s is damaged: %s".formatted(file.path(), what.formatted(details)));
  }

  private static GgufWriter header(String type, ImatrixSums sums) {
    ImatrixSums.requireChunks(sums.chunkCount(), MOST_CHUNKS);
    GgufWriter header =
        new GgufWriter()
            .putText(TYPE, type)
            .putTexts(DATASETS, sums.datasets())
            .putUint32(CHUNK_COUNT, sums.chunkCount())
            .putUint32(CHUNK_SIZE, sums.chunkSize());
    if (sums.nextLayers() > 0) {
      header.putUint32(NEXT_LAYERS, sums.nextLayers());
    }
    if (sums.neutralPrior() > 0) {
      header.putUint32(NEUTRAL_PRIOR, sums.neutralPrior());
    }
    sums.foreign().writeEntries(header);
    return header;
  }

  private static String name(String weight, String suffix) {
    if (weight.length() > MAX_NAME_BYTES) {
      throw new LlamaException(
          "the weight's name %s is too long for an imatrix in GGUF format; write a .dat file instead"
              .formatted(weight));
    }
    return weight + suffix;
  }
}
