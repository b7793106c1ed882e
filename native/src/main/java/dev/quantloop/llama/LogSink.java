package dev.quantloop.llama;

/** Receives whole lines of libllama's log; called from native threads, must be thread-safe. */
@FunctionalInterface
public interface LogSink {
  LogSink NONE = (level, line) -> {};

  void line(LogLevel level, String line);
}
