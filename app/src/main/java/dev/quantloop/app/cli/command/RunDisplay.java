package dev.quantloop.app.cli.command;

import dev.quantloop.app.console.Progress;
import dev.quantloop.app.console.Stage;
import dev.quantloop.app.worker.RunWatch;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.RunEvent;
import dev.quantloop.tracker.record.RunProgress;

/** Draws a followed run: a line per stage, and what happened above it. Used by one thread. */
final class RunDisplay implements RunWatch.Listener, AutoCloseable {
  private final Progress progress;
  private final int contextSize;
  private String stageName = "";
  private Stage stage;
  private long total;
  private boolean failed;

  /**
   * @param contextSize tokens a chunk, for the speed in tokens
   */
  RunDisplay(Progress progress, int contextSize) {
    this.progress = progress;
    this.contextSize = contextSize;
  }

  /** Beginning and end of the run are told by those who start and report it. */
  @Override
  public void event(RunEvent event) {
    switch (event.kind()) {
      case STATE -> {}
      case STAGE, RESULT -> {
        complete();
        progress.note(event.message());
      }
      case WARNING, ERROR -> {
        failed |= event.kind() == EventKind.ERROR;
        progress.note(event.kind().word() + ": " + event.message());
      }
    }
  }

  @Override
  public void progress(RunProgress now) {
    if (now.total() <= 0) {
      return;
    }
    if (!now.stage().equals(stageName)) {
      complete();
      stageName = now.stage();
      int tokensEach = now.unit().equals("chunks") ? contextSize : 0;
      stage = progress.stage("  " + now.titleInIteration(), now.unit(), tokensEach);
    }
    if (stage != null) {
      total = now.total();
      stage.advanced(now.done(), total);
    }
  }

  void note(String line) {
    progress.note(line);
  }

  /**
   * What comes after a stage proves that it is complete, even if its end was not seen; unless
   * something has failed in it.
   */
  private void complete() {
    if (stage != null && !failed) {
      stage.advanced(total, total);
    }
    failed = false;
    close();
  }

  /** Leaves the line of the open stage on the screen. */
  @Override
  public void close() {
    if (stage != null) {
      stage.close();
      stage = null;
    }
  }
}
