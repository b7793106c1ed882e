package dev.quantloop.llama.library;

import com.sun.jna.Pointer;
import dev.quantloop.llama.LogLevel;
import dev.quantloop.llama.LogSink;
import dev.quantloop.llama.jna.Callbacks;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Puts libllama's log fragments together to lines, and remembers the last complaints. */
public final class LogLines implements Callbacks.Log {
  private static final int CONTINUED = 5;
  private static final int REMEMBERED = 8;

  private final StringBuilder pending = new StringBuilder();
  private final Deque<String> errors = new ArrayDeque<>();
  private LogLevel level = LogLevel.INFO;
  private volatile LogSink sink = LogSink.NONE;
  private volatile LogSink observer = LogSink.NONE;

  void to(LogSink newSink) {
    sink = newSink;
  }

  /** A second reader of the lines, for the stage that runs now. */
  public void observe(LogSink newObserver) {
    observer = newObserver;
  }

  @Override
  public synchronized void invoke(int ggmlLevel, Pointer text, Pointer userData) {
    if (text == null) {
      return;
    }
    if (ggmlLevel != CONTINUED) {
      startOf(LogLevel.values()[Math.min(Math.max(ggmlLevel, 0), LogLevel.ERROR.ordinal())]);
    }
    pending.append(text.getString(0, "UTF-8"));
    int end;
    while ((end = pending.indexOf("\n")) >= 0) {
      emit(pending.substring(0, end));
      pending.delete(0, end + 1);
    }
  }

  /** A message of another level ends a line that was left open. */
  private void startOf(LogLevel next) {
    if (next != level && !pending.isEmpty()) {
      emit(pending.toString());
      pending.setLength(0);
    }
    level = next;
  }

  /** A whole line of our own. */
  void say(LogLevel ownLevel, String line) {
    sink.line(ownLevel, line);
  }

  private void emit(String line) {
    if (line.isBlank()) {
      return;
    }
    if (level == LogLevel.ERROR) {
      errors.addLast(line.strip());
      if (errors.size() > REMEMBERED) {
        errors.removeFirst();
      }
    }
    sink.line(level, line);
    observer.line(level, line);
  }

  public synchronized void forgetErrors() {
    errors.clear();
  }

  /** The complaints since they were last forgotten, oldest first. */
  synchronized List<String> errors() {
    return List.copyOf(errors);
  }
}
