package dev.quantloop.llama.hdf5;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.WorkerThreads;
import dev.quantloop.llama.file.FileCursor;
import dev.quantloop.llama.file.FileFailure;
import dev.quantloop.llama.file.WholeFile;
import dev.quantloop.llama.score.LogitRange;
import dev.quantloop.llama.score.LogitRows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Writes logits to an HDF5 file that h5py and llama-gguf-optimize read. Rows are compressed and
 * written by threads of its own, a block at a time, while the caller goes on; when they fall
 * behind, the caller waits. Another thread waits for the disk.
 *
 * <p>Every few seconds, and when it is closed, the chunks that are complete are entered in the
 * file: first their blocks and the tree that finds them, then the tree's address, then the chunks'
 * flags, each on the disk before the next. So a killed process leaves a file that holds what was
 * entered last, and writing the same again goes on from there.
 *
 * <p>One thread appends. {@link #close} ends the threads.
 */
public final class LogitsWriter implements AutoCloseable {
  private static final long NANOS_BETWEEN_COMMITS = TimeUnit.SECONDS.toNanos(5);
  private static final float LARGEST_HALF = 65504;

  private final Path path;
  private final boolean created;
  private final LogitsShape shape;
  private final LogitsHeader header;
  private final FileChannel channel;
  private final ChunkTree tree;
  private final BlockEncoder encoder;
  private final ExecutorService workers;
  private final ExecutorService committer;
  private final BlockingQueue<float[]> free;
  private final float[] row;

  // These are the caller's alone.
  private float[] open;
  private int filled;

  // What follows is guarded by this.
  private final BitSet complete = new BitSet();
  private final BitSet handedOver = new BitSet();
  private final Map<Integer, Integer> underWay = new HashMap<>();
  private RuntimeException failure;
  private long end;

  // And these are the committer's; the closing thread's when it has ended.
  private final BitSet entered = new BitSet();
  private long enteredEnd;
  private long lastCommit = System.nanoTime();

  private LogitsWriter(
      Path path,
      boolean created,
      LogitsShape shape,
      LogitsHeader header,
      FileChannel channel,
      int threads) {
    this.path = path;
    this.created = created;
    this.shape = shape;
    this.header = header;
    this.channel = channel;
    this.tree = new ChunkTree(shape.blockRows());
    this.encoder = new BlockEncoder(shape);
    this.row = new float[shape.vocabularySize()];
    this.workers =
        Executors.newFixedThreadPool(threads, WorkerThreads.named("quantloop-logits-writer"));
    this.committer =
        Executors.newSingleThreadExecutor(WorkerThreads.named("quantloop-logits-committer"));
    this.free = new ArrayBlockingQueue<>(2 * threads + 1);
    while (free.remainingCapacity() > 0) {
      free.add(new float[shape.blockRows() * shape.vocabularySize()]);
    }
  }

  /**
   * Starts a file, or goes on with one that was to hold the same.
   *
   * @param model says whose logits they are
   * @param tokens of all chunks, chunks · contextSize; −1 behind the last of a chunk
   * @param threads that compress and write
   * @throws LlamaException when the file holds something else, or can't be written
   */
  public static LogitsWriter open(
      Path file, LogitsShape shape, String model, int[] tokens, int threads) {
    LogitsHeader header = new LogitsHeader(shape, model, tokens);
    boolean created = !Files.exists(file);
    if (created) {
      try (WholeFile whole = WholeFile.create(file)) {
        whole.write(header.bytes());
        whole.commit();
      }
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      requireAlone(file, channel);
      LogitsWriter writer = new LogitsWriter(file, created, shape, header, channel, threads);
      channel = null;
      return writer.resumed();
    } catch (IOException e) {
      throw FileFailure.writing(file, e);
    } finally {
      closeQuietly(channel);
    }
  }

  private static void requireAlone(Path file, FileChannel channel) throws IOException {
    boolean alone;
    try {
      alone = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      alone = false;
    }
    if (!alone) {
      throw new LlamaException("another process writes " + file + "; wait for it to end");
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // What went wrong before is what matters.
    }
  }

  private LogitsWriter resumed() throws IOException {
    try {
      byte[] start = new byte[(int) Math.min(header.length(), channel.size())];
      ByteBuffer held = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
      FileCursor.fill(channel, held, 0);
      if (start.length < header.length() || !header.isStartOf(start)) {
        throw new LlamaException(
            "%s holds something else than these logits (another model, text, context or precision); name another file, or delete it first"
                .formatted(path));
      }
      end = held.getLong(Hdf5Blocks.END_OF_FILE_FIELD);
      if (end < header.length() || end > channel.size()) {
        throw new LlamaException(path + " was cut short; delete it and write it again");
      }
      channel.truncate(end);
      enteredEnd = end;
      long root = held.getLong(header.treeField());
      if (root != Hdf5Blocks.UNDEFINED) {
        tree.read(channel, root);
      }
      for (int chunk = 0; chunk < shape.chunks(); chunk++) {
        entered.set(chunk, start[header.processedField(chunk)] != 0);
      }
      complete.or(entered);
      return this;
    } catch (IOException | RuntimeException e) {
      workers.shutdown();
      committer.shutdown();
      channel.close();
      throw e;
    }
  }

  /** Whether all rows of a chunk are there. */
  public synchronized boolean has(int chunk) {
    return complete.get(chunk);
  }

  /** Chunks that are there. */
  public synchronized int chunks() {
    return complete.cardinality();
  }

  /**
   * Appends rows to a chunk, which must come in their order, chunk after chunk.
   *
   * @param firstRow number of the first among those of the chunk
   * @param ends whether the chunk has no more of them
   * @throws dev.quantloop.llama.NotFiniteException if a row is not finite
   */
  public void append(int chunk, int firstRow, LogitRows rows, int count, boolean ends) {
    for (int i = 0; i < count; i++) {
      rows.copy(i, 0, row, row.length);
      float largest = LogitRange.largest(row);
      if (shape.half() && largest > LARGEST_HALF) {
        throw new LlamaException(
            "a logit of chunk %d is %s, too large for 16 bits; store 32".formatted(chunk, largest));
      }
      float[] block = block();
      System.arraycopy(row, 0, block, filled, row.length);
      filled += row.length;
      boolean last = ends && i == count - 1;
      if (filled == block.length || last) {
        submit(chunk, (firstRow + i) / shape.blockRows(), last);
      }
    }
  }

  private float[] block() {
    if (open == null) {
      try {
        open = free.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LlamaException("interrupted while logits were written");
      }
      requireNoFailure();
    }
    return open;
  }

  private void submit(int chunk, int number, boolean last) {
    float[] block = open;
    Arrays.fill(block, filled, block.length, 0);
    open = null;
    filled = 0;
    synchronized (this) {
      underWay.merge(chunk, 1, Integer::sum);
      if (last) {
        handedOver.set(chunk);
      }
    }
    workers.execute(() -> store(new ChunkTree.Place(chunk, number), block));
  }

  private void store(ChunkTree.Place place, float[] block) {
    try {
      ByteBuffer stored = encoder.encode(block);
      int bytes = stored.remaining();
      long address;
      synchronized (this) {
        address = end;
        end += Hdf5Blocks.aligned(bytes);
      }
      write(stored, address);
      tree.put(place, new ChunkTree.Stored(address, bytes));
      free.add(block);
      if (isStored(place.chunk())) {
        committer.execute(this::commitIfDue);
      }
    } catch (IOException e) {
      fail(FileFailure.writing(path, e));
      free.offer(block);
    } catch (RuntimeException e) {
      fail(e);
      free.offer(block);
    }
  }

  private synchronized void fail(RuntimeException e) {
    failure = failure == null ? e : failure;
  }

  private synchronized void requireNoFailure() {
    if (failure != null) {
      throw failure;
    }
  }

  /** One block less is under way; whether that was the chunk's last. */
  private synchronized boolean isStored(int chunk) {
    int left = underWay.merge(chunk, -1, Integer::sum);
    if (left == 0 && handedOver.get(chunk)) {
      complete.set(chunk);
    }
    return complete.get(chunk);
  }

  private void commitIfDue() {
    try {
      if (System.nanoTime() - lastCommit > NANOS_BETWEEN_COMMITS) {
        commit();
      }
    } catch (IOException e) {
      fail(FileFailure.writing(path, e));
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void commit() throws IOException {
    BitSet chunks;
    long address;
    ByteBuffer nodes;
    synchronized (this) {
      chunks = (BitSet) complete.clone();
      if (chunks.equals(entered)) {
        return;
      }
      address = end;
      nodes = tree.nodes(address, chunks::get);
      end += nodes.limit();
    }
    long root = ChunkTree.root(address, nodes);
    long length = address + nodes.limit();
    write(nodes, address);
    channel.force(false);
    write(number(length), Hdf5Blocks.END_OF_FILE_FIELD);
    write(number(root), header.treeField());
    channel.force(false);
    BitSet fresh = (BitSet) chunks.clone();
    fresh.andNot(entered);
    for (int chunk : fresh.stream().toArray()) {
      write(number(chunk), header.indexField(chunk));
      write(ByteBuffer.wrap(new byte[] {1}), header.processedField(chunk));
    }
    channel.force(false);
    entered.or(chunks);
    enteredEnd = length;
    lastCommit = System.nanoTime();
  }

  private static ByteBuffer number(long value) {
    return Hdf5Blocks.room(Long.BYTES).putLong(0, value);
  }

  private void write(ByteBuffer bytes, long address) throws IOException {
    long start = address - bytes.position();
    while (bytes.hasRemaining()) {
      channel.write(bytes, start + bytes.position());
    }
  }

  /**
   * Ends the threads and enters what is complete. A new file that nothing was written to goes away.
   *
   * @throws LlamaException if something could not be written
   */
  @Override
  public void close() {
    end(workers);
    end(committer);
    try (channel) {
      try {
        commit();
      } finally {
        channel.truncate(enteredEnd);
        if (created && entered.isEmpty()) {
          Files.deleteIfExists(path);
        }
      }
    } catch (IOException e) {
      throw FileFailure.writing(path, e);
    }
    requireNoFailure();
  }

  /** Waits for what was handed over, whatever happens: it uses the file. */
  private static void end(ExecutorService threads) {
    threads.shutdown();
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
