package dev.quantloop.app.cli.report;

import dev.quantloop.app.corpus.SourceSample;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.CorpusDocument;
import dev.quantloop.tracker.record.DocumentPart;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.ReservedPart;
import dev.quantloop.tracker.service.Experiments;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How a source of an experiment was split: which documents serve what, and what is kept back. */
record SplitReport(Corpus corpus, List<CorpusDocument> documents, List<ReservedPart> reserved) {
  static SplitReport of(Experiments experiments, Corpus corpus) {
    return new SplitReport(
        corpus, experiments.documents(corpus.id()), experiments.reservedParts(corpus.id()));
  }

  /** How all sources were split. */
  static String method(ExperimentSettings settings, List<SplitReport> splits) {
    if (settings.split().equals(Setting.SEQUENTIAL)) {
      boolean early = splits.stream().allMatch(split -> split.documents.isEmpty());
      return early
          ? "sequential, as before documents were recorded: the first chunks of each text"
          : "sequential: the first chunks of each text, pool in %s order"
              .formatted(settings.poolOrder());
    }
    return "by document, seed %d, %s of a document while there are enough, overlap %s"
        .formatted(
            settings.seed(),
            Numbers.amount(settings.chunksPerDocument(), "chunk"),
            settings.overlap());
  }

  /** Texts that were cut into sections count once. */
  long texts() {
    return documents.stream()
        .map(one -> one.bytes() == 0 ? one.name().replaceFirst(", section \\d+$", "") : one.name())
        .distinct()
        .count();
  }

  /** Whole lines, each about the corpus; none of a split from before documents were recorded. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!documents.isEmpty()) {
      lines.add(
          "documents  %s: %d evaluated on, %d in the pool%s"
              .formatted(
                  corpus.name(),
                  count(DocumentPart.EVALUATION),
                  count(DocumentPart.POOL),
                  leftOutInWords()));
    }
    for (ReservedPart part : reserved) {
      lines.add(
          "kept back  %s: %s of %s for %s, tokens %d to %d"
              .formatted(
                  corpus.name(),
                  Numbers.amount(part.chunks(), "chunk"),
                  Numbers.amount(count(part.part()), "document"),
                  part.part() == DocumentPart.SEARCH ? "choosing recipes" : "the final figures",
                  part.firstToken(),
                  end(part)));
      lines.add("           tokens SHA-256 " + part.sha256());
    }
    return lines;
  }

  private long end(ReservedPart part) {
    int next = reserved.indexOf(part) + 1;
    long end = next < reserved.size() ? reserved.get(next).firstToken() : corpus.poolFirstToken();
    return end - 1;
  }

  private long count(DocumentPart part) {
    return documents.stream().filter(one -> one.part() == part).count();
  }

  private String leftOutInWords() {
    return leftOut().isEmpty()
        ? ""
        : leftOut().entrySet().stream()
            .map(reason -> reason.getValue() + " " + reason.getKey())
            .collect(
                Collectors.joining(
                    ", ", ", %d left out (".formatted(count(DocumentPart.LEFT_OUT)), ")"));
  }

  /** How many documents were left out, by reason. */
  private Map<String, Long> leftOut() {
    return documents.stream()
        .flatMap(one -> one.reason().stream())
        .map(SourceSample::reasonInShort)
        .collect(Collectors.groupingBy(reason -> reason, TreeMap::new, Collectors.counting()));
  }

  Map<String, Object> document() {
    return Json.object(
        "texts", texts(),
        "evaluation", count(DocumentPart.EVALUATION),
        "search", count(DocumentPart.SEARCH),
        "held_out", count(DocumentPart.HELD_OUT),
        "pool", count(DocumentPart.POOL),
        "left_out", count(DocumentPart.LEFT_OUT),
        "reasons", leftOut());
  }

  List<Map<String, Object>> reservedDocuments() {
    return reserved.stream()
        .map(
            part ->
                Json.object(
                    "part", part.part().word(),
                    "first_token", part.firstToken(),
                    "chunks", part.chunks(),
                    "tokens_sha256", part.sha256()))
        .toList();
  }
}
