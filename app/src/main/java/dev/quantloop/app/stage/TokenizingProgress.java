package dev.quantloop.app.stage;

import dev.quantloop.app.engine.StopRequest;
import dev.quantloop.llama.ProgressListener;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** Shows how far a long text is tokenized, and stops on request. */
final class TokenizingProgress implements LongConsumer {
  /** Bytes that take about a second. */
  private static final long LONG_TEXT = 8_000_000;

  private static final long MEGABYTE = 1_000_000;

  private final long bytes;
  private final ChosenTokens chosen;
  private final StopRequest stop;
  private final Supplier<ProgressListener> stage;
  private ProgressListener open;

  /**
   * @param bytes of the text
   * @param chosen what is wanted of it
   * @param stage opens a line for a text that is long
   */
  TokenizingProgress(
      long bytes, ChosenTokens chosen, StopRequest stop, Supplier<ProgressListener> stage) {
    this.bytes = bytes;
    this.chosen = chosen;
    this.stop = stop;
    this.stage = stage;
  }

  @Override
  public void accept(long done) {
    stop.stopHere();
    long expected = chosen.expectedBytes(done, bytes);
    if (expected >= LONG_TEXT) {
      open = open == null ? stage.get() : open;
      open.advanced(done / MEGABYTE, expected / MEGABYTE);
    }
  }
}
