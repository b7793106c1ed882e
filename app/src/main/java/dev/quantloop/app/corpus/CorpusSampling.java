package dev.quantloop.app.corpus;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingException;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceUse;
import dev.quantloop.tracker.record.DocumentPart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Draws the sample of an experiment: of each source the chunks that are evaluated on, those that
 * are kept back, and the pool. Evaluation is stratified by source: each gives as many chunks.
 */
public final class CorpusSampling {
  private final List<ReadSource> sources;
  private final SettingValues settings;
  private final int evaluationChunks;
  private final int contextSize;
  private final boolean keepOverlap;
  private final boolean apart;

  private CorpusSampling(
      List<ReadSource> sources, SettingValues settings, boolean apart, int evaluationChunks) {
    this.settings = settings;
    this.apart = apart;
    this.evaluationChunks = evaluationChunks;
    this.contextSize = settings.get(Setting.CONTEXT);
    this.keepOverlap = settings.get(Setting.KEEP_OVERLAP);
    this.sources = sources.stream().map(this::inSections).toList();
  }

  /**
   * Splits sources that make up one pool, by document or each as one text.
   *
   * @param evaluationChunks of each source that is evaluated on, unless it gives all that it has
   * @throws SettingException when a source is too short
   */
  public static List<SourceSample> of(
      List<ReadSource> sources, SettingValues settings, int evaluationChunks) {
    return of(sources, settings, false, evaluationChunks);
  }

  /**
   * The same.
   *
   * @param apart whether each source is a corpus of its own, which may have what others have
   */
  public static List<SourceSample> of(
      List<ReadSource> sources, SettingValues settings, boolean apart, int evaluationChunks) {
    return settings.get(Setting.SPLIT).equals(Setting.SEQUENTIAL)
        ? sources.stream()
            .map(source -> SequentialSplit.of(source, settings, evaluationChunks))
            .toList()
        : new CorpusSampling(sources, settings, apart, evaluationChunks).byDocument();
  }

  /**
   * How a source would be split, by the lengths of its documents alone: what repeats evaluation
   * text is not known of.
   *
   * @param use which side it serves
   * @param lengths tokens of each document
   * @throws SettingException when it is too short
   */
  public static CorpusSplit foreseen(
      String source, SourceUse use, long[] lengths, SettingValues settings, int evaluationChunks) {
    SplitSizes sizes = SplitSizes.of(use, settings, evaluationChunks);
    if (settings.get(Setting.SPLIT).equals(Setting.SEQUENTIAL)) {
      return CorpusSplit.of(source, Arrays.stream(lengths).sum(), sizes);
    }
    long[] parts = Sections.of(lengths, sizes);
    DocumentSplit split =
        new DocumentSplit(
            source,
            parts,
            new boolean[parts.length],
            sizes.contextSize(),
            settings.get(Setting.SEED));
    int evaluation = drawParts(source, split, sizes).get(DocumentPart.EVALUATION).size();
    int pool = use.isCalibrated() ? split.pool(true).size() : 0;
    return new CorpusSplit(source, sizes.contextSize(), evaluation, sizes.reserved(), pool);
  }

  /** The chunks of the parts that calibration is to know nothing of. */
  private static Map<DocumentPart, List<Chunk>> drawParts(
      String source, DocumentSplit split, SplitSizes sizes) {
    Map<DocumentPart, List<Chunk>> drawn = new EnumMap<>(DocumentPart.class);
    if (!sizes.evaluatesRest()) {
      drawn.put(
          DocumentPart.EVALUATION,
          draw(source, split, DocumentPart.EVALUATION, sizes.evaluation(), sizes));
    }
    drawn.put(DocumentPart.SEARCH, draw(source, split, DocumentPart.SEARCH, sizes.search(), sizes));
    drawn.put(
        DocumentPart.HELD_OUT, draw(source, split, DocumentPart.HELD_OUT, sizes.heldOut(), sizes));
    if (sizes.evaluatesRest()) {
      int rest = Math.max(1, split.chunksLeft());
      drawn.put(DocumentPart.EVALUATION, draw(source, split, DocumentPart.EVALUATION, rest, sizes));
    }
    return drawn;
  }

  private static List<Chunk> draw(
      String source, DocumentSplit split, DocumentPart part, int chunks, SplitSizes sizes) {
    int there = split.chunksLeft();
    return chunks == 0
        ? List.of()
        : split
            .draw(part, chunks, sizes.perDocument(), sizes.use().isCalibrated())
            .orElseThrow(() -> tooShort(source, part, chunks, there, sizes));
  }

  private static SettingException tooShort(
      String source, DocumentPart part, int chunks, int there, SplitSizes sizes) {
    boolean pool = sizes.use().isCalibrated();
    Setting<?> setting =
        switch (part) {
          case SEARCH -> Setting.SEARCH_CHUNKS;
          case HELD_OUT -> Setting.HELD_OUT_CHUNKS;
          default -> Setting.CHUNKS;
        };
    return new SettingException(
        setting,
        "the source %s has %s of %d tokens in whole documents, but %d %s needed%s"
            .formatted(
                source,
                Numbers.amount(there, "chunk"),
                sizes.contextSize(),
                chunks + (pool ? 1 : 0),
                pool ? "are" : Numbers.verb(chunks, "is", "are"),
                pool ? ", one of them for the pool" : ""));
  }

  /** Where one document is more than all others, its parts have to do for documents. */
  private ReadSource inSections(ReadSource source) {
    return Sections.of(source, sizes(source));
  }

  private SplitSizes sizes(ReadSource source) {
    return SplitSizes.of(source.use(), settings, evaluationChunks);
  }

  private List<SourceSample> byDocument() {
    TokenRuns evaluated = new TokenRuns();
    List<Draft> drafts = apart ? draftsApart() : drafts();
    drafts.forEach(draft -> draft.draw(evaluated));
    return drafts.stream().map(draft -> draft.finish(evaluated)).toList();
  }

  private List<Draft> drafts() {
    List<ReadDocument> all = documents(sources);
    Duplicates.Match[] repeats = Duplicates.of(all);
    List<Draft> drafts = new ArrayList<>();
    int offset = 0;
    for (ReadSource source : sources) {
      int count = source.documents().size();
      drafts.add(new Draft(source, Arrays.copyOfRange(repeats, offset, offset + count), all));
      offset += count;
    }
    return drafts;
  }

  /** Of the other sources, each knows those that are evaluated on and stand before it. */
  private List<Draft> draftsApart() {
    List<Draft> drafts = new ArrayList<>();
    for (ReadSource source : sources) {
      List<ReadSource> known =
          new ArrayList<>(
              sources.stream()
                  .takeWhile(other -> other != source)
                  .filter(other -> other.use().isEvaluated())
                  .toList());
      int offset = documents(known).size();
      known.add(source);
      List<ReadDocument> all = documents(known);
      Duplicates.Match[] repeats = Duplicates.of(all);
      drafts.add(new Draft(source, Arrays.copyOfRange(repeats, offset, all.size()), all));
    }
    return drafts;
  }

  private static List<ReadDocument> documents(List<ReadSource> sources) {
    return sources.stream().flatMap(source -> source.documents().stream()).toList();
  }

  /** A source while it is split. */
  private final class Draft {
    private final ReadSource source;
    private final String[] reasons;
    private final int nearDuplicates;
    private final DocumentSplit split;
    private Map<DocumentPart, List<Chunk>> drawn;

    Draft(ReadSource source, Duplicates.Match[] repeats, List<ReadDocument> all) {
      this.source = source;
      this.reasons = new String[repeats.length];
      boolean[] leftOut = new boolean[repeats.length];
      int near = 0;
      for (int i = 0; i < repeats.length; i++) {
        near += repeats[i] != null && !repeats[i].exact() ? 1 : 0;
        boolean copy = repeats[i] != null && repeats[i].exact();
        if (copy && !keepOverlap && !Sections.isOne(source.documents().get(i))) {
          leftOut[i] = true;
          reasons[i] = SourceSample.COPY + all.get(repeats[i].earlier()).name();
        }
      }
      this.nearDuplicates = near;
      this.split =
          new DocumentSplit(
              source.name(), source.lengths(), leftOut, contextSize, settings.get(Setting.SEED));
    }

    void draw(TokenRuns evaluated) {
      drawn = drawParts(source.name(), split, sizes(source));
      drawn.values().stream()
          .flatMap(List::stream)
          .flatMap(chunk -> chunk.pieces().stream())
          .forEach(piece -> evaluated.add(source.tokens(piece)));
    }

    SourceSample finish(TokenRuns evaluated) {
      if (!source.use().isCalibrated()) {
        leaveOutUndrawn();
      }
      int[] pool =
          IntStream.range(0, reasons.length)
              .filter(i -> split.part(i) == DocumentPart.POOL)
              .toArray();
      int[] overlap = Arrays.stream(pool).filter(i -> repeats(i, evaluated)).toArray();
      // What most documents have in common are phrases of the source, not copied text.
      boolean kept = keepOverlap || 2 * overlap.length > pool.length;
      if (!kept) {
        for (int document : overlap) {
          split.leaveOut(document);
          reasons[document] =
              "shares %d tokens in a row with evaluation text".formatted(TokenRuns.LENGTH);
        }
      }
      return new SourceSample(
          source,
          drawn.get(DocumentPart.EVALUATION),
          drawn.get(DocumentPart.SEARCH),
          drawn.get(DocumentPart.HELD_OUT),
          split.pool(settings.order().equals(Setting.INTERLEAVED)),
          IntStream.range(0, reasons.length).mapToObj(split::part).toList(),
          Arrays.asList(reasons),
          overlap.length,
          kept,
          nearDuplicates,
          Sections.count(source));
    }

    private void leaveOutUndrawn() {
      for (int document = 0; document < reasons.length; document++) {
        if (split.part(document) == DocumentPart.POOL) {
          split.leaveOut(document);
          reasons[document] = SourceSample.NOT_DRAWN;
        }
      }
    }

    /** A long document is read in windows that have a run in common. */
    private boolean repeats(int document, TokenRuns evaluated) {
      long length = source.documents().get(document).tokens();
      int window = 1 << 16;
      for (long first = 0; first < length; first += window - TokenRuns.LENGTH + 1) {
        int count = (int) Math.min(window, length - first);
        if (evaluated.shares(source.tokens(new Piece(document, first, count)))) {
          return true;
        }
      }
      return false;
    }
  }
}
