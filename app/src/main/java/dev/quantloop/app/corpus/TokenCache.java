package dev.quantloop.app.corpus;

import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.file.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps token ids, so that the form, a rehearsal and the creation of an experiment tokenize a text
 * once. An entry is a file, named by the SHA-256 of what it was made of; those that have not been
 * used for longest go when all together take too much. What can't be read or written is not cached:
 * the cache never fails. Several processes may use one.
 *
 * <p>A file holds int32, little-endian: the number of texts, the length of each, their ids.
 */
public final class TokenCache {
  private static final long LARGEST_BYTES = 2L << 30;
  private static final int LARGEST_ENTRY_TOKENS = 1 << 24;

  private final Path directory;

  /**
   * @param cacheDirectory the program's
   */
  public TokenCache(Path cacheDirectory) {
    this.directory = cacheDirectory.resolve("tokens");
  }

  /** The key of texts. */
  static String key(String tokenizer, boolean parseSpecial, List<String> textSha256s) {
    String all = tokenizer + "\n" + parseSpecial + "\n" + String.join("\n", textSha256s);
    return Sha256.of(all.getBytes(StandardCharsets.UTF_8));
  }

  /** The ids of each of so many texts, where they are known. */
  Optional<List<int[]>> find(String key, int texts) {
    Path file = directory.resolve(key);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer bytes =
          ByteBuffer.allocate(Math.toIntExact(channel.size())).order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // A channel may return less than was asked for.
      }
      Optional<List<int[]>> ids = parsed(bytes.flip(), texts);
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return ids;
    } catch (IOException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Optional<List<int[]>> parsed(ByteBuffer bytes, int texts) {
    long ints = bytes.remaining() / Integer.BYTES;
    if (ints < texts + 1L || bytes.getInt() != texts) {
      return Optional.empty();
    }
    List<int[]> ids = new ArrayList<>();
    long sum = 0;
    for (int i = 0; i < texts; i++) {
      int length = bytes.getInt();
      sum += length;
      if (length < 0 || sum > ints) {
        return Optional.empty();
      }
      ids.add(new int[length]);
    }
    if (ints != texts + 1L + sum) {
      return Optional.empty();
    }
    for (int[] text : ids) {
      bytes.asIntBuffer().get(text);
      bytes.position(bytes.position() + text.length * Integer.BYTES);
    }
    return Optional.of(ids);
  }

  void put(String key, List<int[]> ids) {
    long tokens = ids.stream().mapToLong(text -> text.length).sum();
    if (tokens > LARGEST_ENTRY_TOKENS) {
      return;
    }
    try {
      Files.createDirectories(directory);
      try (WholeFile file = WholeFile.create(directory.resolve(key))) {
        file.room(Integer.BYTES).putInt(ids.size());
        ids.forEach(text -> file.room(Integer.BYTES).putInt(text.length));
        for (int[] text : ids) {
          for (int id : text) {
            file.room(Integer.BYTES).putInt(id);
          }
        }
        file.commit();
      }
    } catch (IOException | LlamaException e) {
      // Then it is tokenized again.
    }
  }

  /** Deletes what has not been used for longest, down to the largest size. */
  public void trim() {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> latest = files.sorted(Comparator.comparing(TokenCache::used).reversed()).toList();
      long bytes = 0;
      for (Path file : latest) {
        bytes += Files.size(file);
        if (bytes > LARGEST_BYTES) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      // Then it stays as large as it is.
    }
  }

  private static long used(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      return 0;
    }
  }
}
