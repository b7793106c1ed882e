package dev.quantloop.llama.imatrix;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.gguf.NextnLayers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Sums of activations by weight tensor, and what they were computed on. Raw sums and counts are
 * additive: the sums of two texts, added, are those of both texts read one after the other.
 *
 * <p>Double sums: those of a float collector are off by 1e-3 after a few hundred chunks. Mutable
 * and not thread-safe; holds no native memory.
 */
public final class ImatrixSums {
  private final int chunkSize;
  private final TreeMap<String, ImatrixEntry> entries = new TreeMap<>();
  private final List<String> datasets = new ArrayList<>();
  private final ForeignContent foreign = new ForeignContent();
  private long chunkCount;
  private long neutralPrior;
  private int nextLayers;

  /** Sums of nothing yet. */
  public ImatrixSums(int chunkSize) {
    if (chunkSize < 1) {
      throw new IllegalArgumentException("chunk size " + chunkSize);
    }
    this.chunkSize = chunkSize;
  }

  /** Tokens a chunk. */
  public int chunkSize() {
    return chunkSize;
  }

  /** Chunks that the sums cover. */
  public long chunkCount() {
    return chunkCount;
  }

  /**
   * Refuses to be written where a weight made them cover more chunks than a file has room for.
   *
   * @throws LlamaException if there are more than so many
   */
  static void requireChunks(long chunks, long most) {
    if (chunks > most) {
      throw new LlamaException(
          "the imatrix counts for %d chunks, and its file has room for %d: take smaller weights"
              .formatted(chunks, most));
    }
  }

  /** Names of the texts that the sums come from, oldest first. */
  public List<String> datasets() {
    return Collections.unmodifiableList(datasets);
  }

  /** The entries by weight name, e.g. {@code blk.0.attn_q.weight}, sorted. */
  public SortedMap<String, ImatrixEntry> entries() {
    return Collections.unmodifiableSortedMap(entries);
  }

  /** These sums with some of the weights alone; the entries are shared. */
  public ImatrixSums retaining(Predicate<String> weights) {
    ImatrixSums fewer = copy();
    fewer.entries.keySet().removeIf(weights.negate());
    fewer.nextLayers = (int) Math.max(0, fewer.nextn().end() - nextn().first());
    return fewer;
  }

  private ImatrixSums copy() {
    ImatrixSums copy = new ImatrixSums(chunkSize);
    copy.chunkCount = chunkCount;
    copy.neutralPrior = neutralPrior;
    copy.nextLayers = nextLayers;
    copy.datasets.addAll(datasets);
    copy.foreign.add(foreign, true);
    copy.entries.putAll(entries);
    return copy;
  }

  /**
   * These sums with entries for weights of a model that have the same input as one with an entry:
   * gate, up and the two merged. These themselves where there are none; entries are shared.
   */
  public ImatrixSums completedFor(GgufFile model) {
    Map<String, String> sources = SharedInputs.of(model, this);
    if (sources.isEmpty()) {
      return this;
    }
    ImatrixSums complete = copy();
    sources.forEach((weight, source) -> complete.entries.put(weight, entries.get(source)));
    return complete;
  }

  /** How many of the last layers predict further tokens; 0 if none, or where it is not known. */
  public int nextLayers() {
    return nextLayers;
  }

  /** To be called where so many of the last layers predict further tokens. */
  public void noteNextLayers(int layers) {
    nextLayers = Math.max(nextLayers, layers);
  }

  /** Those layers, by the entries that there are. */
  public NextnLayers nextn() {
    int end = entries.keySet().stream().mapToInt(ImatrixCoverage::layer).max().orElse(-1) + 1;
    return new NextnLayers(end - nextLayers, end);
  }

  /** Tokens of a neutral prior that sums and counts hold besides the text's; 0 for none. */
  public long neutralPrior() {
    return neutralPrior;
  }

  /** To be called where sums and counts that were read hold such a prior. */
  void noteNeutralPrior(long tokens) {
    neutralPrior = tokens;
  }

  /**
   * These sums with a neutral prior: as if so many tokens more had had 1 as the square of each
   * activation, so that a mean is (sum + W) / (count + W). With it, what rests on few tokens stays
   * near 1, which is what quantizing takes where nothing is known (llama.cpp pull request 15060).
   * It takes the place of one that they have. The sums of plain activations stay as they are.
   */
  public ImatrixSums withNeutralPrior(long tokens) {
    if (tokens == neutralPrior) {
      return this;
    }
    ImatrixSums with = copy();
    long more = tokens - neutralPrior;
    with.entries.replaceAll((weight, entry) -> entry.withPrior(more));
    with.foreign.dropStatistics();
    with.neutralPrior = tokens;
    return with;
  }

  /** The sums of the text alone. */
  public ImatrixSums ofText() {
    return withNeutralPrior(0);
  }

  /** Whether all entries have the sums of plain activations. */
  public boolean hasPlainSums() {
    return !entries.isEmpty() && entries.values().stream().allMatch(e -> e.plain() != null);
  }

  /** What other programs keep in the same file. */
  ForeignContent foreign() {
    return foreign;
  }

  /**
   * The entry of a weight, made of zeros where there is none yet, then without sums of plain
   * activations.
   */
  public ImatrixEntry entry(String weight, int columns, int experts) {
    return entry(weight, new ImatrixEntry(columns, experts));
  }

  /** The same, but a new entry has sums of plain activations. */
  public ImatrixEntry entryWithPlain(String weight, int columns, int experts) {
    return entry(weight, ImatrixEntry.withPlain(columns, experts));
  }

  /** The entry of a weight; the one that is given where there is none yet. */
  ImatrixEntry entry(String weight, ImatrixEntry absent) {
    int columns = absent.columns();
    int experts = absent.experts();
    ImatrixEntry entry = entries.computeIfAbsent(weight, w -> absent);
    if (entry.columns() != columns || entry.experts() != experts) {
      throw new LlamaException(
          "imatrix entry %s has %d × %d sums, but %d × %d are needed: it is of another model"
              .formatted(weight, entry.columns(), entry.experts(), columns, experts));
    }
    return entry;
  }

  public void addChunks(long chunks) {
    chunkCount += chunks;
  }

  public void addDataset(String name) {
    datasets.add(name);
  }

  /**
   * Adds the other's sums, counts, chunks and datasets to these. Where the chunk sizes differ, the
   * chunks are counted anew from the tokens, as llama-imatrix does. A weight keeps its sums of
   * plain activations only if both have them. No neutral prior is added, and none stays.
   *
   * @throws LlamaException when the shapes show that the other is of another model; then nothing
   *     was added
   */
  public void add(ImatrixSums other) {
    add(other, 1);
  }

  /** The same as if the other's text had been read so many times. */
  public void add(ImatrixSums marked, long times) {
    ImatrixSums other = marked.ofText();
    requireSameModel(other);
    long prior = neutralPrior;
    entries.replaceAll((weight, entry) -> entry.withPrior(-prior));
    neutralPrior = 0;
    foreign.add(other.foreign, entries.isEmpty());
    noteNextLayers(other.nextLayers);
    other.entries.forEach((weight, entry) -> addEntry(weight, entry, times));
    datasets.addAll(other.datasets);
    chunkCount =
        other.chunkSize == chunkSize ? chunkCount + times * other.chunkCount : chunksOfTokens();
  }

  /**
   * A copy of the sums, counted in chunks of another size, without names of texts and what other
   * programs wrote.
   */
  public ImatrixSums bare(int tokensAChunk, long chunks) {
    ImatrixSums bare = new ImatrixSums(tokensAChunk);
    ofText().entries.forEach((weight, entry) -> bare.addEntry(weight, entry, 1));
    bare.addChunks(chunks);
    bare.noteNextLayers(nextLayers);
    return bare;
  }

  /** Leaves the sums of squares alone. */
  public void dropPlainSums() {
    entries.replaceAll((weight, entry) -> entry.withoutPlain());
  }

  private void addEntry(String weight, ImatrixEntry added, long times) {
    ImatrixEntry present = entries.getOrDefault(weight, added.zeros());
    int experts = Math.max(present.experts(), added.experts());
    entries.put(weight, present.asExperts(experts).add(added.asExperts(experts), times));
  }

  private void requireSameModel(ImatrixSums other) {
    for (Map.Entry<String, ImatrixEntry> e : other.entries.entrySet()) {
      ImatrixEntry mine = entries.get(e.getKey());
      if (mine != null && !mine.fits(e.getValue())) {
        throw new LlamaException(
            "the imatrices are of different models: %s has %d × %d sums in one and %d × %d in the other"
                .formatted(
                    e.getKey(),
                    mine.columns(),
                    mine.experts(),
                    e.getValue().columns(),
                    e.getValue().experts()));
      }
    }
    if (!entries.isEmpty()
        && !other.entries.isEmpty()
        && Collections.disjoint(entries.keySet(), other.entries.keySet())) {
      throw new LlamaException(
          "the imatrices are of different models: they have no weight in common");
    }
  }

  private long chunksOfTokens() {
    long tokens = entries.values().stream().mapToLong(ImatrixEntry::maxCount).max().orElse(0);
    return tokens / chunkSize;
  }

  /**
   * Refuses to be used for another model than that of the sums: llama.cpp tells only while it
   * quantizes, and quantizes without the entries that are missing.
   *
   * @param file whose sums these are
   * @throws LlamaException if no entry names a tensor of the model, or one has another width
   */
  public void requireFit(GgufFile model, Path file) {
    Map<String, GgufTensor> tensors = model.modelTensors();
    boolean any = false;
    for (Map.Entry<String, ImatrixEntry> entry : entries.entrySet()) {
      GgufTensor tensor = tensors.get(entry.getKey());
      if (tensor != null) {
        any = true;
        int values = entry.getValue().sums().length;
        long width = tensor.dimension(0) * tensor.dimension(2) * tensor.dimension(3);
        if (values != width) {
          throw new LlamaException(
              "%s is an imatrix of another model: it has %d values for %s, the model has %d columns"
                  .formatted(file, values, entry.getKey(), width));
        }
      }
    }
    if (!any) {
      throw new LlamaException(
          "%s is an imatrix of another model: %s has none of its tensors"
              .formatted(file, model.path()));
    }
  }
}
