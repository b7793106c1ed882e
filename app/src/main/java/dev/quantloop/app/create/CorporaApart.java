package dev.quantloop.app.create;

import dev.quantloop.app.UserException;
import dev.quantloop.app.corpus.ReadDocument;
import dev.quantloop.app.corpus.SourceSample;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingException;
import dev.quantloop.tracker.stats.PairedComparison;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sources of which each is a corpus of its own, and texts to hold them against each other on. */
record CorporaApart(ReadSources read, List<SourceSample> samples) {
  /**
   * Refuses what can't be compared.
   *
   * @param chunks that each corpus must have
   * @throws UserException when two have the same text, one has too little, or there are too few
   *     documents to tell one from another
   */
  void require(int chunks) {
    Map<List<String>, String> texts = new HashMap<>();
    for (int i = 0; i < samples.size(); i++) {
      SourceSample sample = samples.get(i);
      if (sample.source().use().isCalibrated()) {
        requireOther(texts, sample.source().name(), hashes(read.sources().get(i)));
        requireEnough(sample, chunks);
      }
    }
    requireDocuments();
  }

  private static List<String> hashes(ReadSources.Read read) {
    return read.source().documents().stream().map(ReadDocument::sha256).sorted().toList();
  }

  private static void requireOther(
      Map<List<String>, String> texts, String name, List<String> hashes) {
    String same = texts.putIfAbsent(hashes, name);
    if (same != null) {
      throw new UserException(
          "the corpora %s and %s have the same text; give one of them".formatted(same, name));
    }
  }

  private static void requireEnough(SourceSample sample, int chunks) {
    if (sample.pool().size() < chunks) {
      throw new UserException(
          "the corpus %s has %s, but %d %s needed of each: give more text, or take fewer chunks or replicates"
              .formatted(
                  sample.source().name(),
                  Numbers.amount(sample.pool().size(), "chunk"),
                  chunks,
                  Numbers.verb(chunks, "is", "are")));
    }
  }

  /** Documents that share a chunk count as one. */
  private void requireDocuments() {
    long all = 0;
    for (SourceSample sample : samples) {
      if (sample.source().use().isEvaluated()) {
        long documents =
            Math.min(SourceSample.documentsOf(sample.evaluation()), sample.evaluation().size());
        if (documents < 2) {
          throw tooFew("the text %s has 1 document".formatted(sample.source().name()));
        }
        all += documents;
      }
    }
    if (all < PairedComparison.LEAST_CLUSTERS) {
      throw tooFew("the evaluation is on " + Numbers.amount(all, "document"));
    }
  }

  private static SettingException tooFew(String what) {
    return new SettingException(
        Setting.CHUNKS,
        "%s; telling corpora apart takes %d in all and 2 of each text: give more text, or evaluate on more chunks"
            .formatted(what, PairedComparison.LEAST_CLUSTERS));
  }
}
