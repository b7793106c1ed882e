package dev.quantloop.app.cli.report;

import dev.quantloop.app.engine.QuarantinedChunk;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.QuarantineText;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.service.Tracker;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Chunks that were put aside, and on which no figure of a command rests. */
public final class QuarantineReport {
  private QuarantineReport() {}

  /** One line; nothing where there are none. */
  public static void print(List<QuarantinedChunk> chunks, PrintWriter out) {
    if (!chunks.isEmpty()) {
      out.printf(
          "%s put aside: %s%n",
          Numbers.counted(chunks.size(), "chunk"),
          chunks.stream()
              .map(chunk -> Integer.toString(chunk.chunk()))
              .collect(Collectors.joining(", ")));
    }
  }

  /**
   * What experiments have put aside, in lines; nothing where there is none. Those on the same texts
   * say it once.
   */
  static void print(Tracker tracker, List<Experiment> experiments, PrintWriter out) {
    experiments.stream()
        .map(experiment -> QuarantineText.lines(tracker.quarantine().list(experiment.id())))
        .distinct()
        .flatMap(List::stream)
        .forEach(out::println);
  }

  static List<Map<String, Object>> document(Tracker tracker, List<Experiment> experiments) {
    return experiments.stream()
        .flatMap(experiment -> tracker.quarantine().list(experiment.id()).stream())
        .map(RecordValues::of)
        .toList();
  }

  public static List<Map<String, Object>> document(List<QuarantinedChunk> chunks) {
    return chunks.stream()
        .map(
            one ->
                Json.object(
                    "chunk", one.chunk(),
                    "text", one.text(),
                    "tensor", one.tensor().isEmpty() ? null : one.tensor()))
        .toList();
  }
}
