package dev.quantloop.llama.model;

import dev.quantloop.llama.AbortedException;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.model.Seams.Piece;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Tokenizes texts of any length side by side, in constant memory and linear time. The ids are those
 * that one call of llama_tokenize would give for a whole text. Thread-safe; usable as long as the
 * model of its tokenizer is open.
 */
public final class TextTokenizer {
  // Some pre-tokenizers recurse once a character (std::regex): 8,000 letters overrun 8 MiB.
  private static final long STACK_BYTES = 512L << 20;
  private static final int PIECES_AHEAD = 4;
  private static final int LONG_TEXT = 1 << 20;

  private final Tokenizer tokenizer;
  private final int threads;

  /**
   * @param tokenizer of an open model
   * @param threads that tokenize, at least one
   */
  public TextTokenizer(Tokenizer tokenizer, int threads) {
    this.tokenizer = tokenizer;
    this.threads = threads;
  }

  /** Takes the ids of a text, part by part and in order, on the thread that asked for them. */
  @FunctionalInterface
  public interface Sink {
    /** Takes some more; false when no more are wanted. */
    boolean take(int[] ids);
  }

  /**
   * Tokenizes a text while it is read. No more of it is held than a few pieces of some kilobytes,
   * unless it has a longer stretch at which it can't be cut.
   *
   * @param utf8 read to its end, or until the sink has enough and somewhat further; not closed
   * @param addSpecial adds BOS (and what else the vocabulary adds) as llama_tokenize does
   * @param parseSpecial takes text such as {@code <|im_start|>} for the token of that name
   * @param tokenized told the bytes of text whose ids the sink has been given; may throw in order
   *     to stop
   * @return false when the sink has had enough
   * @throws IOException that reading the text threw
   * @throws AbortedException when the thread is interrupted
   */
  public boolean tokenize(
      InputStream utf8, boolean addSpecial, boolean parseSpecial, LongConsumer tokenized, Sink sink)
      throws IOException {
    return tokenize(
        utf8, addSpecial, parseSpecial, tokenized, sink, TextPieces.USUAL, RunCutter.LONGEST_RUN);
  }

  /**
   * The ids of many texts, without special ones around them.
   *
   * @param texts UTF-8
   * @return for each text its ids, in the order of the texts
   * @throws AbortedException when the thread is interrupted
   */
  public List<int[]> tokenize(List<byte[]> texts, boolean parseSpecial) {
    int[][] ids = new int[texts.size()][];
    AtomicInteger next = new AtomicInteger();
    Callable<Void> work =
        () -> {
          for (int i = next.getAndIncrement(); i < ids.length; i = next.getAndIncrement()) {
            if (texts.get(i).length <= LONG_TEXT && !Thread.currentThread().isInterrupted()) {
              ids[i] = inOneThread(texts.get(i), parseSpecial);
            }
          }
          return null;
        };
    try (Workers workers = new Workers()) {
      int tasks = Math.min(threads, texts.size());
      List<Future<Void>> running =
          IntStream.range(0, tasks).mapToObj(i -> workers.submit(work)).toList();
      running.forEach(Workers::result);
    }
    for (int i = 0; i < ids.length; i++) {
      ids[i] = ids[i] == null ? together(texts.get(i), parseSpecial) : ids[i];
    }
    return List.of(ids);
  }

  private int[] inOneThread(byte[] text, boolean parseSpecial) throws IOException {
    if (text.length <= TextPieces.USUAL) {
      return tokens(new Piece(text, 0), parseSpecial);
    }
    TextPieces pieces =
        new TextPieces(
            new ByteArrayInputStream(text),
            TextPieces.USUAL,
            tokenizer::seams,
            piece -> tokens(piece, parseSpecial));
    List<int[]> ids = new ArrayList<>();
    for (Piece piece = pieces.next(); piece != null; piece = pieces.next()) {
      ids.add(tokens(piece, parseSpecial));
    }
    return joined(ids);
  }

  /** A long text, on all threads. */
  private int[] together(byte[] text, boolean parseSpecial) {
    List<int[]> ids = new ArrayList<>();
    try {
      tokenize(new ByteArrayInputStream(text), false, parseSpecial, bytes -> {}, ids::add);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
    return joined(ids);
  }

  static int[] joined(List<int[]> parts) {
    int[] all = new int[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (int[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private int[] tokens(Piece piece, boolean parseSpecial) {
    return tokenizer.tokens(piece, parseSpecial, RunCutter.LONGEST_RUN);
  }

  /**
   * The same.
   *
   * @param pieceBytes of a piece, about; the ids do not depend on it
   * @param longestRun characters of a run that are tokenized at once; nor on this
   */
  boolean tokenize(
      InputStream utf8,
      boolean addSpecial,
      boolean parseSpecial,
      LongConsumer tokenized,
      Sink sink,
      int pieceBytes,
      int longestRun)
      throws IOException {
    Tokenizer.Surrounding special =
        addSpecial ? tokenizer.surrounding() : new Tokenizer.Surrounding(new int[0], new int[0]);
    TextPieces pieces =
        new TextPieces(
            utf8,
            pieceBytes,
            tokenizer::seams,
            piece -> tokenizer.tokens(piece, parseSpecial, longestRun));
    try (Workers workers = new Workers()) {
      Progress progress = new Progress(tokenized, sink);
      boolean wanted = sink.take(special.before());
      for (Piece piece = wanted ? pieces.next() : null;
          wanted && piece != null;
          piece = wanted ? pieces.next() : null) {
        Piece submitted = piece;
        progress.running.add(
            new Running(
                submitted.utf8().length - submitted.context(),
                workers.submit(() -> tokenizer.tokens(submitted, parseSpecial, longestRun))));
        wanted = progress.handOn(threads + PIECES_AHEAD);
      }
      return wanted && progress.handOn(0) && sink.take(special.after());
    }
  }

  /** A piece that is being tokenized. */
  private record Running(long bytes, Future<int[]> tokens) {}

  private static final class Progress {
    private final Deque<Running> running = new ArrayDeque<>();
    private final LongConsumer tokenized;
    private final Sink sink;
    private long bytes;

    Progress(LongConsumer tokenized, Sink sink) {
      this.tokenized = tokenized;
      this.sink = sink;
    }

    /** Gives the sink the oldest pieces until there are no more than so many left. */
    boolean handOn(int left) {
      boolean wanted = true;
      while (wanted && running.size() > left) {
        Running oldest = running.remove();
        wanted = sink.take(Workers.result(oldest.tokens()));
        bytes += oldest.bytes();
        tokenized.accept(bytes);
      }
      return wanted;
    }
  }

  /** Threads with deep stacks, which end what they do before {@link #close} returns. */
  private final class Workers implements AutoCloseable {
    private final ExecutorService service =
        Executors.newFixedThreadPool(threads, Workers::deepThread);

    private static Thread deepThread(Runnable work) {
      Thread thread = new Thread(null, work, "tokenizer", STACK_BYTES);
      thread.setDaemon(true);
      return thread;
    }

    <T> Future<T> submit(Callable<T> work) {
      return service.submit(work);
    }

    static <T> T result(Future<T> work) {
      try {
        return work.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AbortedException();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new LlamaException("tokenizing failed: " + e.getCause(), e.getCause());
      }
    }

    @Override
    public void close() {
      service.shutdownNow();
      boolean interrupted = false;
      while (true) {
        try {
          if (service.awaitTermination(1, TimeUnit.DAYS)) {
            break;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
