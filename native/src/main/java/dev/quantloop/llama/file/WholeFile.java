package dev.quantloop.llama.file;

import dev.quantloop.llama.LlamaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A little-endian file that is written beside its name and takes the name only when complete:
 * {@link #commit} flushes it to the disk and renames it; {@link #close} without a commit removes
 * what was written. What goes wrong with the file is thrown as a {@link LlamaException} that names
 * it. Not thread-safe.
 */
public final class WholeFile implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private long flushed;
  private boolean committed;

  private WholeFile(Path target, Path temporary, FileChannel channel) {
    this.target = target;
    this.temporary = temporary;
    this.channel = channel;
  }

  /** Starts a file; an existing one of that name stays until {@link #commit}. */
  public static WholeFile create(Path target) {
    Path absolute = target.toAbsolutePath();
    if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
      throw new LlamaException(target + " is not a regular file; name a file to write");
    }
    discardOrphans(absolute);
    Path temporary = FileOwner.temporary(absolute, ".%d.part".formatted(COUNTER.getAndIncrement()));
    try {
      FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      ScratchDirectory.deleteAtExit(temporary);
      return new WholeFile(target, temporary, channel);
    } catch (IOException e) {
      throw FileFailure.writing(target, e);
    }
  }

  /** Deletes what processes of this machine that are no more have left of the same file. */
  private static void discardOrphans(Path target) {
    try {
      FileOwner.beside(target, "[.-]\\d+\\.part")
          .forEach(
              (file, owner) -> {
                if (owner.isGone(file) && Files.isRegularFile(file)) {
                  ScratchDirectory.delete(file);
                }
              });
    } catch (IOException | UncheckedIOException e) {
      // What is wrong with the directory shows when the file is created.
    }
  }

  /** Where the file is until {@link #commit}, for writers that want a path. */
  public Path temporary() {
    return temporary;
  }

  /** Bytes written so far. */
  public long position() {
    return flushed + buffer.position();
  }

  /**
   * Room for at least {@code bytes} more, at most 4 KiB at a time, to be filled by relative puts.
   */
  public ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      flush();
    }
    return buffer;
  }

  public void write(byte[] bytes) {
    write(ByteBuffer.wrap(bytes));
  }

  /** Writes what remains in {@code bytes}. */
  public void write(ByteBuffer bytes) {
    flush();
    flushed += writeFully(bytes);
  }

  /** Writes zeros up to the next multiple of {@code alignment}. */
  public void pad(int alignment) {
    while (position() % alignment != 0) {
      room(1).put((byte) 0);
    }
  }

  /** Puts the complete file in the place of its name, on the disk. */
  public void commit() {
    flush();
    try {
      channel.force(true);
      channel.close();
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw FileFailure.writing(target, e);
    }
    committed = true;
    ScratchDirectory.keep(temporary);
  }

  @Override
  public void close() {
    if (!committed) {
      try {
        channel.close();
      } catch (IOException e) {
        throw FileFailure.writing(target, e);
      } finally {
        ScratchDirectory.delete(temporary);
      }
    }
  }

  private void flush() {
    buffer.flip();
    flushed += writeFully(buffer);
    buffer.clear();
  }

  private long writeFully(ByteBuffer bytes) {
    long count = bytes.remaining();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw FileFailure.writing(target, e);
    }
    return count;
  }
}
