package dev.quantloop.app.create;

import dev.quantloop.app.corpus.CorpusSampling;
import dev.quantloop.app.corpus.CorpusSplit;
import dev.quantloop.app.corpus.DocumentTokenizer;
import dev.quantloop.app.corpus.ReadingListener;
import dev.quantloop.app.corpus.SourceSample;
import dev.quantloop.app.corpus.TokenCache;
import dev.quantloop.app.experiment.CorpusPlan;
import dev.quantloop.app.experiment.CorpusPlan.Counted;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.experiment.SourceInput;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingException;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.ModelText;
import dev.quantloop.app.source.SourceUse;
import java.nio.file.Path;
import java.util.List;

/**
 * The sources of a new experiment, read and split, and the corpora that they allow. Close it to
 * delete the temporary files that hold their tokens. Used by one thread.
 *
 * @param settings by which they were split
 * @param samples of the sources, in their order
 */
public record DrawnCorpora(
    ReadSources sources, SettingValues settings, List<SourceSample> samples, CorpusPlan plan)
    implements AutoCloseable {
  /** Documents that are evaluated on give their first chunks and more; so much is read for each. */
  private static final int READ_FOR_ONE_DRAWN = 8;

  /**
   * Reads as much of the sources as the split and the largest corpus need.
   *
   * @param directory for temporary files
   * @throws dev.quantloop.app.UserException when there is too little text
   */
  static DrawnCorpora of(
      ExperimentDraft draft,
      ModelText model,
      DocumentTokenizer tokenizer,
      TokenCache cache,
      Path directory,
      ReadingListener listener) {
    SettingValues settings = draft.settings();
    boolean joined = settings.get(Setting.SPLIT).equals(Setting.SEQUENTIAL);
    for (long wanted = wanted(draft); ; wanted = 2 * wanted) {
      long most = wanted;
      ReadSources read =
          ReadSources.of(
              draft.sources(),
              joined,
              model,
              tokenizer,
              cache,
              directory,
              listener,
              input -> isWhole(input, settings) ? Long.MAX_VALUE : most);
      try {
        Split split = Split.of(read, settings, draft.ofEach().isPresent());
        List<SourceSample> samples = split.samples();
        if (wanted == Long.MAX_VALUE || isEnough(read, samples, draft)) {
          if (draft.ofEach().isPresent()) {
            new CorporaApart(read, samples).require(draft.ofEach().getAsInt());
          }
          return new DrawnCorpora(read, split.settings(), samples, plan(samples, draft));
        }
      } catch (RuntimeException e) {
        read.close();
        throw e;
      }
      read.close();
    }
  }

  private static boolean isWhole(SourceInput input, SettingValues settings) {
    return input.use() == SourceUse.EVALUATION && settings.get(Setting.WHOLE_EVALUATION);
  }

  /** Of each source; all of it where the corpora have no limit. */
  private static long wanted(ExperimentDraft draft) {
    SettingValues settings = draft.settings();
    int evaluated = settings.find(Setting.CHUNKS).orElse(Setting.USUAL_EVALUATION_CHUNKS);
    long chunks =
        evaluated
            + settings.get(Setting.SEARCH_CHUNKS)
            + settings.find(Setting.HELD_OUT_CHUNKS).orElse(evaluated);
    long drawn = READ_FOR_ONE_DRAWN * chunks * settings.get(Setting.CONTEXT);
    return settings
        .find(Setting.MAX)
        .map(largest -> drawn + largest / draft.sources().size())
        .orElse(Long.MAX_VALUE);
  }

  /** Splits sources that have been read. */
  public static List<SourceSample> samples(ReadSources read, SettingValues settings) {
    return Split.of(read, settings, false).samples();
  }

  /**
   * @param settings with the number of chunks that are held out
   */
  private record Split(SettingValues settings, List<SourceSample> samples) {
    static Split of(ReadSources read, SettingValues settings, boolean apart) {
      SettingValues decided = CorpusPlan.withHeldOut(counted(read), settings);
      try {
        return new Split(decided, DrawnCorpora.samples(read, decided, apart));
      } catch (SettingException e) {
        // Copies were not known yet when it was decided to hold something out.
        if (settings.find(Setting.HELD_OUT_CHUNKS).isPresent()) {
          throw e;
        }
        SettingValues none = settings.with(Setting.HELD_OUT_CHUNKS, 0);
        return new Split(none, DrawnCorpora.samples(read, none, apart));
      }
    }
  }

  private static List<SourceSample> samples(
      ReadSources read, SettingValues settings, boolean apart) {
    return CorpusSampling.of(
        read.sources().stream().map(ReadSources.Read::source).toList(),
        settings,
        apart,
        CorpusPlan.evaluationChunks(counted(read), settings));
  }

  private static List<Counted> counted(ReadSources read) {
    return read.sources().stream()
        .map(one -> new Counted(one.input().name(), one.input().use(), one.source().lengths()))
        .toList();
  }

  private static boolean isEnough(
      ReadSources read, List<SourceSample> samples, ExperimentDraft draft) {
    SettingValues settings = draft.settings();
    List<SourceSample> corpora =
        samples.stream().filter(sample -> sample.source().use().isCalibrated()).toList();
    long chunks = settings.get(Setting.MAX) / settings.get(Setting.CONTEXT);
    boolean enough =
        draft.ofEach().isPresent()
            ? corpora.stream().allMatch(one -> one.pool().size() * corpora.size() >= chunks)
            : corpora.stream().mapToLong(one -> one.pool().size()).sum() >= chunks;
    return enough || read.sources().stream().allMatch(one -> one.source().complete());
  }

  private static CorpusPlan plan(List<SourceSample> samples, ExperimentDraft draft) {
    int contextSize = draft.settings().get(Setting.CONTEXT);
    List<CorpusSplit> splits = samples.stream().map(sample -> sample.split(contextSize)).toList();
    return draft.ofEach().isPresent()
        ? new CorpusPlan(splits, contextSize, List.of())
        : CorpusPlan.of(splits, draft.settings());
  }

  @Override
  public void close() {
    sources.close();
  }
}
