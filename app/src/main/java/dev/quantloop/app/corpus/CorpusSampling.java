package dev.quantloop.app.corpus;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingException;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.tracker.record.DocumentPart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  private CorpusSampling(List<ReadSource> sources, SettingValues settings, int evaluationChunks) {
    this.settings = settings;
    this.evaluationChunks = evaluationChunks;
    this.contextSize = settings.get(Setting.CONTEXT);
    this.keepOverlap = settings.get(Setting.KEEP_OVERLAP);
    this.sources = sources.stream().map(this::inSections).toList();
  }

  /**
   * Splits sources, by document or each as one text.
   *
   * @param evaluationChunks of each source
   * @throws SettingException when a source is too short
   */
  public static List<SourceSample> of(
      List<ReadSource> sources, SettingValues settings, int evaluationChunks) {
    return settings.get(Setting.SPLIT).equals(Setting.SEQUENTIAL)
        ? sources.stream()
            .map(source -> SequentialSplit.of(source, settings, evaluationChunks))
            .toList()
        : new CorpusSampling(sources, settings, evaluationChunks).byDocument();
  }

  /**
   * How a source would be split, by the lengths of its documents alone: what repeats evaluation
   * text is not known of.
   *
   * @param lengths tokens of each document
   * @throws SettingException when it is too short
   */
  public static CorpusSplit foreseen(
      String source, long[] lengths, SettingValues settings, int evaluationChunks) {
    int contextSize = settings.get(Setting.CONTEXT);
    int search = settings.get(Setting.SEARCH_CHUNKS);
    int heldOut = settings.get(Setting.HELD_OUT_CHUNKS);
    if (settings.get(Setting.SPLIT).equals(Setting.SEQUENTIAL)) {
      long tokens = Arrays.stream(lengths).sum();
      return CorpusSplit.of(source, tokens, contextSize, evaluationChunks, search + heldOut);
    }
    long[] parts = Sections.of(lengths, settings, evaluationChunks);
    DocumentSplit split =
        new DocumentSplit(
            source, parts, new boolean[parts.length], contextSize, settings.get(Setting.SEED));
    draw(source, split, DocumentPart.EVALUATION, evaluationChunks, settings);
    draw(source, split, DocumentPart.SEARCH, search, settings);
    draw(source, split, DocumentPart.HELD_OUT, heldOut, settings);
    return new CorpusSplit(
        source, contextSize, evaluationChunks, search + heldOut, split.pool(true).size());
  }

  private static List<Chunk> draw(
      String source, DocumentSplit split, DocumentPart part, int chunks, SettingValues settings) {
    int there = split.chunksLeft();
    return chunks == 0
        ? List.of()
        : split
            .draw(part, chunks, settings.get(Setting.PER_DOCUMENT))
            .orElseThrow(() -> tooShort(source, part, chunks, there, settings));
  }

  private static SettingException tooShort(
      String source, DocumentPart part, int chunks, int there, SettingValues settings) {
    Setting<?> setting =
        switch (part) {
          case SEARCH -> Setting.SEARCH_CHUNKS;
          case HELD_OUT -> Setting.HELD_OUT_CHUNKS;
          default -> Setting.CHUNKS;
        };
    return new SettingException(
        setting,
        "the source %s has %s of %d tokens in whole documents, but %d are needed, one of them for the pool"
            .formatted(
                source, Numbers.amount(there, "chunk"), settings.get(Setting.CONTEXT), chunks + 1));
  }

  /** Where one document is more than all others, its parts have to do for documents. */
  private ReadSource inSections(ReadSource source) {
    return Sections.of(source, settings, evaluationChunks);
  }

  private List<SourceSample> byDocument() {
    List<ReadDocument> all = sources.stream().flatMap(s -> s.documents().stream()).toList();
    Duplicates.Match[] repeats = Duplicates.of(all);
    TokenRuns evaluated = new TokenRuns();
    List<Draft> drafts = new ArrayList<>();
    int offset = 0;
    for (ReadSource source : sources) {
      int count = source.documents().size();
      Draft draft = new Draft(source, Arrays.copyOfRange(repeats, offset, offset + count), all);
      draft.draw(evaluated);
      drafts.add(draft);
      offset += count;
    }
    return drafts.stream().map(draft -> draft.finish(evaluated)).toList();
  }

  /** A source while it is split. */
  private final class Draft {
    private final ReadSource source;
    private final String[] reasons;
    private final int nearDuplicates;
    private final DocumentSplit split;
    private List<Chunk> evaluation;
    private List<Chunk> search;
    private List<Chunk> heldOut;

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
          reasons[i] = "the same text as " + all.get(repeats[i].earlier()).name();
        }
      }
      this.nearDuplicates = near;
      this.split =
          new DocumentSplit(
              source.name(), source.lengths(), leftOut, contextSize, settings.get(Setting.SEED));
    }

    void draw(TokenRuns evaluated) {
      evaluation = draw(DocumentPart.EVALUATION, evaluationChunks);
      search = draw(DocumentPart.SEARCH, settings.get(Setting.SEARCH_CHUNKS));
      heldOut = draw(DocumentPart.HELD_OUT, settings.get(Setting.HELD_OUT_CHUNKS));
      for (List<Chunk> chunks : List.of(evaluation, search, heldOut)) {
        chunks.stream()
            .flatMap(chunk -> chunk.pieces().stream())
            .forEach(piece -> evaluated.add(source.tokens(piece)));
      }
    }

    private List<Chunk> draw(DocumentPart part, int chunks) {
      return CorpusSampling.draw(source.name(), split, part, chunks, settings);
    }

    SourceSample finish(TokenRuns evaluated) {
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
          evaluation,
          search,
          heldOut,
          split.pool(settings.order().equals(Setting.INTERLEAVED)),
          IntStream.range(0, reasons.length).mapToObj(split::part).toList(),
          Arrays.asList(reasons),
          overlap.length,
          kept,
          nearDuplicates,
          Sections.count(source));
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
