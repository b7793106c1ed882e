package dev.quantloop.app.loop;

import dev.quantloop.app.engine.StopRequest;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.record.RunStage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps what a run says of itself; can ask for a stop after so many units. */
final class RecordedReport implements RunReport, StopRequest {
  /** By stage, how many units were complete when it began. */
  final Map<String, Long> doneAtStart = new LinkedHashMap<>();

  final List<String> events = new ArrayList<>();
  private final Map<String, Runnable> atStages = new LinkedHashMap<>();
  private String stopStage = "";
  private long stopAt = Long.MAX_VALUE;
  private boolean stopped;
  private String iteration = "";

  /** Asks for a stop when so many units of the stage are complete. */
  RecordedReport stopAt(String stage, long units) {
    stopStage = stage;
    stopAt = units;
    return this;
  }

  /** Does something when a stage begins. */
  RecordedReport at(String stage, Runnable work) {
    atStages.put(stage, work);
    return this;
  }

  @Override
  public void enter(Iteration entered) {
    iteration = entered.name();
  }

  @Override
  public ProgressListener stage(RunStage stage, String subject, String unit) {
    String name = RunProgress.begin(stage, iteration, subject).stage();
    atStages.getOrDefault(name, () -> {}).run();
    return (done, total) -> {
      doneAtStart.putIfAbsent(name, done);
      stopped |= name.equals(stopStage) && done >= stopAt;
    };
  }

  @Override
  public void event(EventKind kind, Iteration iteration, String message) {
    events.add(kind.word() + ": " + message);
  }

  @Override
  public boolean made() {
    return stopped;
  }

  @Override
  public boolean requested() {
    return false;
  }
}
