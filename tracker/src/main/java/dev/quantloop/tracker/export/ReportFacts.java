package dev.quantloop.tracker.export;

import dev.quantloop.tracker.export.History.StoppedFile;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.ImportedResult;
import dev.quantloop.tracker.record.Source;
import dev.quantloop.tracker.view.QuarantineRow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What an experiment consists of, a line for each fact. */
final class ReportFacts {
  private ReportFacts() {}

  static List<String> of(History history) {
    List<String> facts = new ArrayList<>();
    if (history.model().isKnown()) {
      facts.add("model: %s (%s)".formatted(history.model().name(), history.model().fileType()));
      facts.add("model SHA-256: " + history.model().sha256());
    }
    history.logits().ifPresent(file -> facts.add("baseline's logits, SHA-256: " + file.sha256()));
    for (Source source : history.sources()) {
      facts.add(
          "source: %s (%s), %d bytes".formatted(source.name(), source.domain(), source.bytes()));
    }
    if (!history.evaluationSets().isEmpty()) {
      facts.addAll(evaluation(history));
    }
    for (QuarantineRow row : history.quarantine()) {
      facts.add("put aside, counts in no figure: %s, %s".formatted(row.side(), row.line()));
    }
    history.stopped().forEach(file -> facts.add("stopped early: " + sentence(file)));
    history.imported().stream().map(ReportFacts::imported).distinct().forEach(facts::add);
    return facts;
  }

  private static List<String> evaluation(History history) {
    ExperimentSettings settings = history.experiment().settings();
    return List.of(
        "scored: %s of each chunk of %d tokens; chunks of each evaluation set: %s"
            .formatted(settings.scoredPositions(), settings.nCtx(), settings.evaluationChunks()),
        settings.values().entrySet().stream()
            .filter(setting -> setting.getValue() != null)
            .map(setting -> setting.getKey() + " " + setting.getValue())
            .collect(Collectors.joining(", ", "settings: ", "")),
        "KLD in nats; lower is better; change: of the composite to the reference, "
            + "on the same documents; as a recipe, over other calibration texts as well",
        "noise floor: " + ExportText.noiseFloor(history.noiseFloor()));
  }

  private static String imported(ImportedResult result) {
    return "imported: %s (%s), SHA-256 %s"
        .formatted(ExportText.fileName(result), result.format(), result.fileSha256());
  }

  private static String sentence(StoppedFile file) {
    return "%s on %s: %s, %s (%s to %s) on %d of %d chunks, %s; without figures of the whole text"
        .formatted(
            file.name(),
            file.reference(),
            file.stop().outcome().word(),
            ExportText.change(file.stop().change()),
            ExportText.change(file.stop().low()),
            ExportText.change(file.stop().high()),
            file.stop().chunks(),
            file.stop().allChunks(),
            ExportText.amount(file.stop().clusters(), "document"));
  }
}
