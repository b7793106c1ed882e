package dev.quantloop.llama;

/** ggml's log levels, in ggml's order. */
public enum LogLevel {
  NONE,
  DEBUG,
  INFO,
  WARN,
  ERROR
}
