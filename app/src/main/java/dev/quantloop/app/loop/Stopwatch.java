package dev.quantloop.app.loop;

/** How long a unit of work took; a figure for people, on which nothing depends. */
record Stopwatch(long startNanos) {
  static Stopwatch start() {
    return new Stopwatch(System.nanoTime());
  }

  double seconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }
}
