package dev.quantloop.app.tui.picture;

import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.key.Input;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.terminal.Display;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Semaphore;

/**
 * A display in memory. It presses the keys that it was given, each when all that the one before
 * brought about has been done, and keeps the last frame.
 */
public final class PictureDisplay implements Display {
  private final int width;
  private final int height;
  private final Queue<Key> keys;
  private final Semaphore quiet = new Semaphore(0);
  private volatile Grid frame;

  public PictureDisplay(int width, int height, List<Key> keys) {
    this.width = width;
    this.height = height;
    this.keys = new ArrayDeque<>(keys);
    this.frame = new Grid(width, height);
  }

  /** The last frame that was shown. */
  public Grid frame() {
    return frame;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public Optional<Input> read() throws IOException {
    try {
      quiet.acquire();
      return Optional.ofNullable(keys.poll());
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void settled() {
    if (quiet.availablePermits() == 0) {
      quiet.release();
    }
  }

  @Override
  public void show(Grid shown) {
    frame = shown;
  }
}
