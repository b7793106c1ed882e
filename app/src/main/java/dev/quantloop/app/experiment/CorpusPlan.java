package dev.quantloop.app.experiment;

import dev.quantloop.app.UserException;
import dev.quantloop.app.corpus.ChunkOrder;
import dev.quantloop.app.corpus.CorpusSampling;
import dev.quantloop.app.corpus.CorpusSplit;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceUse;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How the texts of an experiment are divided, and which corpora the loop grows on them.
 *
 * @param splits of the sources, in their order
 * @param startTokens of the first corpus
 * @param chunkCounts chunks of each corpus, the first iteration first
 */
public record CorpusPlan(List<CorpusSplit> splits, long startTokens, List<Integer> chunkCounts) {
  /** Fewer chunks, two of a document, are of too few documents for an interval. */
  private static final int LEAST_HELD_OUT = 20;

  private static final int TIMES_AS_LONG = 10;

  public CorpusPlan {
    splits = List.copyOf(splits);
    chunkCounts = List.copyOf(chunkCounts);
  }

  /** How many tokens of a model the documents of a source hold. */
  public record Counted(String source, SourceUse use, long[] documents) {
    /** Of a source that serves both sides. */
    public Counted(String source, long[] documents) {
      this(source, SourceUse.BOTH, documents);
    }

    long tokens() {
      return Arrays.stream(documents).sum();
    }

    /** Chunks that it can well do without: calibration is to have more. */
    long spare(SettingValues settings) {
      long chunks = tokens() / settings.get(Setting.CONTEXT);
      boolean joined = settings.get(Setting.SPLIT).equals(Setting.SEQUENTIAL);
      return use.isCalibrated() ? chunks / 3 : joined ? chunks : chunks / 2;
    }

    /** Whether as many further chunks as it is evaluated on are hardly missed. */
    boolean canHoldOut(int evaluated, SettingValues settings) {
      int times = use.isCalibrated() ? TIMES_AS_LONG : 3;
      return tokens() / settings.get(Setting.CONTEXT) >= (long) times * evaluated;
    }
  }

  /**
   * What is foreseen of sources before they are split.
   *
   * @throws UserException when the sizes make no sense or the texts are too short for them
   */
  public static CorpusPlan foreseen(List<Counted> sources, SettingValues settings) {
    SourceUse.requireBothSides(sources.stream().map(Counted::use).toList());
    int chunks = evaluationChunks(sources, settings);
    SettingValues decided = withHeldOut(sources, settings);
    return of(
        sources.stream()
            .map(s -> CorpusSampling.foreseen(s.source(), s.use(), s.documents(), decided, chunks))
            .toList(),
        decided);
  }

  /**
   * The settings with the number of chunks that are held out, where it is left open: what is
   * recommended was chosen for its figures on the evaluation text, which flatters it.
   */
  public static SettingValues withHeldOut(List<Counted> sources, SettingValues settings) {
    return settings.find(Setting.HELD_OUT_CHUNKS).isPresent()
        ? settings
        : settings.with(Setting.HELD_OUT_CHUNKS, usualHeldOut(sources, settings));
  }

  private static int usualHeldOut(List<Counted> sources, SettingValues settings) {
    int evaluated = evaluationChunks(sources, settings);
    boolean recommends = !settings.get(Setting.QUANTS).isEmpty();
    boolean asPublished = settings.isSequential() || settings.get(Setting.WHOLE_EVALUATION);
    return recommends
            && !asPublished
            && evaluated >= LEAST_HELD_OUT
            && sources.stream()
                .filter(source -> source.use().isEvaluated())
                .allMatch(source -> source.canHoldOut(evaluated, settings))
            && leavesEnough(sources, settings, evaluated)
        ? evaluated
        : 0;
  }

  /** Documents are taken whole, so that a few long ones may take most of the pool. */
  private static boolean leavesEnough(List<Counted> sources, SettingValues settings, int heldOut) {
    try {
      long whole = foreseen(sources, settings.with(Setting.HELD_OUT_CHUNKS, 0)).poolTokens();
      long left = foreseen(sources, settings.with(Setting.HELD_OUT_CHUNKS, heldOut)).poolTokens();
      return 4 * left >= 3 * whole;
    } catch (UserException e) {
      return false; // whatever is wrong is said where nothing is held out
    }
  }

  /**
   * Chunks of each source that is evaluated on, unless it gives all that it has: as many as asked
   * for, or by how many there are.
   */
  public static int evaluationChunks(List<Counted> sources, SettingValues settings) {
    return settings.find(Setting.CHUNKS).orElseGet(() -> usualChunks(sources, settings));
  }

  /**
   * Without corpora where nothing is to be quantized.
   *
   * @throws UserException when the sizes make no sense or the texts are too short for them
   */
  public static CorpusPlan of(List<CorpusSplit> splits, SettingValues settings) {
    int contextSize = settings.get(Setting.CONTEXT);
    if (settings.get(Setting.QUANTS).isEmpty()) {
      return new CorpusPlan(splits, contextSize, List.of());
    }
    // The sizes are refused before the usual start, which follows from the pool, is put in.
    requirePool(splits, settings);
    long start = settings.find(Setting.START).orElseGet(() -> usualStart(splits, settings));
    List<Integer> counts =
        growth(start, settings).chunkCounts(contextSize, ChunkOrder.of(splits).size());
    return new CorpusPlan(splits, start, counts);
  }

  private static int usualChunks(List<Counted> sources, SettingValues settings) {
    boolean whole = settings.get(Setting.WHOLE_EVALUATION);
    long least =
        sources.stream()
            .filter(s -> s.use().isEvaluated())
            .filter(s -> s.use().isCalibrated() || !whole)
            .mapToLong(s -> s.spare(settings))
            .min()
            .orElse(1);
    return (int) Math.max(1, Math.min(Setting.USUAL_EVALUATION_CHUNKS, least));
  }

  private static void requirePool(List<CorpusSplit> splits, SettingValues settings) {
    long start = settings.find(Setting.START).orElse(1L);
    growth(start, settings);
    CorpusSplit.requirePool(splits, Math.max(start, settings.find(Setting.MAX).orElse(0L)));
  }

  private static GrowthPlan growth(long start, SettingValues settings) {
    return new GrowthPlan(
        start, settings.get(Setting.GROWTH), settings.find(Setting.MAX).orElse(0L));
  }

  private static long usualStart(List<CorpusSplit> splits, SettingValues settings) {
    long largest = settings.find(Setting.MAX).orElse(poolTokens(splits));
    return Math.max(
        Math.min(settings.get(Setting.CONTEXT), largest),
        Math.min(Setting.USUAL_START_TOKENS, largest / 16));
  }

  /** Of each source that serves both sides; where none does, of the one that gives most. */
  public int evaluationChunks() {
    return splits.stream()
        .filter(split -> split.evaluationChunks() > 0 && split.poolChunks() > 0)
        .findFirst()
        .map(CorpusSplit::evaluationChunks)
        .orElseGet(
            () -> splits.stream().mapToInt(CorpusSplit::evaluationChunks).max().orElseThrow());
  }

  /** Of all sources. */
  public int allEvaluationChunks() {
    return splits.stream().mapToInt(CorpusSplit::evaluationChunks).sum();
  }

  /** Of all sources, for the final figures. */
  public int allHeldOutChunks(SettingValues settings) {
    int search = settings.get(Setting.SEARCH_CHUNKS);
    return splits.stream()
        .filter(split -> split.evaluationChunks() > 0)
        .mapToInt(split -> split.reservedChunks() - search)
        .sum();
  }

  /** "40 chunks of each source", or where they give different numbers "wiki 580, own 40 chunks". */
  public String evaluationInWords() {
    List<CorpusSplit> evaluated =
        splits.stream().filter(split -> split.evaluationChunks() > 0).toList();
    boolean equal =
        evaluated.stream().mapToInt(CorpusSplit::evaluationChunks).distinct().count() == 1;
    return equal
        ? Numbers.counted(evaluated.get(0).evaluationChunks(), "chunk") + of(evaluated)
        : evaluated.stream()
                .map(split -> split.source() + " " + split.evaluationChunks())
                .collect(Collectors.joining(", "))
            + " chunks";
  }

  private String of(List<CorpusSplit> evaluated) {
    return splits.size() == 1
        ? ""
        : evaluated.size() == splits.size()
            ? " of each source"
            : evaluated.stream()
                .map(CorpusSplit::source)
                .collect(Collectors.joining(" and of ", " of ", ""));
  }

  public int contextSize() {
    return splits.get(0).contextSize();
  }

  public long poolTokens() {
    return poolTokens(splits);
  }

  private static long poolTokens(List<CorpusSplit> splits) {
    return splits.stream().mapToLong(CorpusSplit::poolTokens).sum();
  }
}
