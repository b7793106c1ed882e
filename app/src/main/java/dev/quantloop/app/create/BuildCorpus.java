package dev.quantloop.app.create;

import dev.quantloop.app.UserException;
import dev.quantloop.app.corpus.Chunk;
import dev.quantloop.app.corpus.DocumentSplit;
import dev.quantloop.app.corpus.DocumentTokenizer;
import dev.quantloop.app.corpus.Piece;
import dev.quantloop.app.corpus.ReadSource;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.llama.file.FileFailure;
import dev.quantloop.llama.file.WholeFile;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes one corpus of several sources: whole chunks, of each source as many tokens, documents drawn
 * in a seeded order. Used by one thread.
 */
public final class BuildCorpus {
  private static final int NEWLINE = '\n';

  /**
   * Tokens of a part that are drawn beyond its share, and cut off again where they are not needed.
   */
  private static final int SPARE = 8;

  private final List<ReadSource> sources;
  private final Tokenizer tokenizer;
  private final DocumentTokenizer documents;
  private final Request request;

  /** Where the part of each source ends in the text that was written. */
  private final List<Long> ends = new ArrayList<>();

  private final List<Integer> owners = new ArrayList<>();
  private long written;

  /** Tokens of each source that are due so far, and those that were given. */
  private final long[] due;

  private final long[] given;

  /**
   * What is to be built.
   *
   * @param tokens of the corpus, rounded up to whole chunks; empty for as many as the shortest
   *     source allows
   * @param mixed whether every chunk has of each source as much, instead of being of one
   */
  public record Request(int contextSize, Optional<Long> tokens, boolean mixed, long seed) {}

  /**
   * What was built, counted in the text as it was written.
   *
   * @param tokens of it
   * @param shares of each source in the whole, in the order of the sources, 0 to 1
   * @param least share of each source in a chunk that the text is cut into
   * @param largest share of each source in a chunk
   */
  public record Built(long tokens, List<Double> shares, List<Double> least, List<Double> largest) {}

  /**
   * Tokens of a source that stand together.
   *
   * @param share how many of them the text is to have
   */
  private record Part(int source, int share, Chunk chunk) {}

  public BuildCorpus(List<ReadSource> sources, Model vocabulary, Request request) {
    this.sources = sources;
    this.tokenizer = vocabulary.tokenizer();
    this.documents = new VocabularyTokenizer(vocabulary, ThisMachine.mostThreads());
    this.request = request;
    this.due = new long[sources.size()];
    this.given = new long[sources.size()];
  }

  /** Tokens of each source that a corpus needs; what is read beyond is not used. */
  public static long wantedOfEach(Request request, int sources) {
    return request
        .tokens()
        .map(tokens -> tokens / sources + 2L * request.contextSize())
        .orElse(Long.MAX_VALUE);
  }

  /**
   * Builds it.
   *
   * @param text where its text goes, UTF-8
   * @param lines where a line of JSON for each part goes: chunk, source, documents, tokens, text
   * @throws UserException when the sources have too little text
   */
  public Built write(Path text, Optional<Path> lines) {
    List<List<Part>> chunks = request.mixed() ? mixed() : ofOneSource();
    WholeFile provenance = lines.map(WholeFile::create).orElse(null);
    try (WholeFile out = WholeFile.create(text);
        provenance) {
      for (int chunk = 0; chunk < chunks.size() && !isEnough(); chunk++) {
        for (Part part : chunks.get(chunk)) {
          due[part.source()] += part.share();
          byte[] utf8 = text(part);
          out.write(utf8);
          written += utf8.length;
          ends.add(written);
          owners.add(part.source());
          if (provenance != null) {
            provenance.write(line(chunk, part, utf8));
          }
        }
      }
      out.commit();
      if (provenance != null) {
        provenance.commit();
      }
    }
    return measured(text);
  }

  /** Parts may have a few tokens less than are due; then a further chunk makes up for them. */
  private boolean isEnough() {
    long size = request.contextSize();
    return request
        .tokens()
        .filter(tokens -> Arrays.stream(given).sum() >= (tokens + size - 1) / size * size)
        .isPresent();
  }

  private byte[] line(int chunk, Part part, byte[] utf8) {
    ReadSource source = sources.get(part.source());
    List<Map<String, Object>> pieces =
        part.chunk().pieces().stream()
            .map(
                piece ->
                    Json.object(
                        "name", source.documents().get(piece.document()).name(),
                        "sha256", source.documents().get(piece.document()).sha256(),
                        "first_token", piece.first(),
                        "tokens", piece.tokens()))
            .toList();
    Map<String, Object> line =
        Json.object(
            "chunk",
            chunk,
            "source",
            source.name(),
            "documents",
            pieces,
            "text",
            new String(utf8, StandardCharsets.UTF_8));
    return (Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Tokenizes what was written, as another program will. */
  private Built measured(Path text) {
    ChunkShares shares = new ChunkShares(sources.size(), request.contextSize());
    int[] part = new int[1];
    long[] at = new long[1];
    try (InputStream in = Files.newInputStream(text)) {
      documents.tokens(
          in,
          false,
          (tokens, count) -> {
            for (int i = 0; i < count; i++) {
              while (part[0] < ends.size() - 1 && at[0] >= ends.get(part[0])) {
                part[0]++;
              }
              shares.add(owners.get(part[0]));
              at[0] += documents.bytes(tokens[i]);
            }
            return true;
          });
    } catch (IOException e) {
      throw FileFailure.reading(text, e);
    }
    return shares.built();
  }

  /** A source after the other gives a chunk. */
  private List<List<Part>> ofOneSource() {
    int contextSize = request.contextSize();
    List<List<Chunk>> pools = new ArrayList<>();
    for (int source = 0; source < sources.size(); source++) {
      pools.add(pool(source, contextSize));
    }
    int shortest = pools.stream().mapToInt(List::size).min().orElseThrow();
    int most = shortest * sources.size();
    int count = count(most, contextSize);
    List<List<Part>> chunks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int source = i % sources.size();
      Chunk chunk = pools.get(source).get(i / sources.size());
      chunks.add(List.of(new Part(source, contextSize, chunk)));
    }
    return chunks;
  }

  /** All sources share every chunk. */
  private List<List<Part>> mixed() {
    List<List<Chunk>> pools = new ArrayList<>();
    for (int source = 0; source < sources.size(); source++) {
      pools.add(pool(source, share(source)));
    }
    int most = pools.stream().mapToInt(List::size).min().orElseThrow();
    List<List<Part>> chunks = new ArrayList<>();
    for (int i = 0; i < count(most, request.contextSize()); i++) {
      List<Part> parts = new ArrayList<>();
      for (int source = 0; source < sources.size(); source++) {
        parts.add(new Part(source, share(source), pools.get(source).get(i)));
      }
      chunks.add(parts);
    }
    return chunks;
  }

  /** Tokens of a source in a chunk. */
  private int share(int source) {
    int rest = request.contextSize() % sources.size();
    int share = request.contextSize() / sources.size() + (source < rest ? 1 : 0);
    if (share <= SPARE) {
      throw new UserException(
          "%d sources don't fit in chunks of %d tokens; give larger chunks"
              .formatted(sources.size(), request.contextSize()));
    }
    return share;
  }

  private List<Chunk> pool(int source, int size) {
    ReadSource read = sources.get(source);
    long[] lengths = read.lengths();
    return new DocumentSplit(
            read.name(), lengths, new boolean[lengths.length], size + SPARE, request.seed())
        .pool(true);
  }

  /** Of chunks: those that are asked for, and one to spare. */
  private int count(int most, int contextSize) {
    int count =
        request
            .tokens()
            .map(tokens -> Math.toIntExact((tokens + contextSize - 1) / contextSize))
            .orElse(most);
    if (count > most || most == 0) {
      throw new UserException(
          "the sources allow %s of %d tokens with equal shares, but %d are asked for: %s has %s"
              .formatted(
                  Numbers.amount(most, "chunk"),
                  contextSize,
                  Math.max(1, count),
                  shortest().name(),
                  Numbers.tokens(shortest().tokens())));
    }
    return Math.min(most, count + 1);
  }

  private ReadSource shortest() {
    return sources.stream().min((a, b) -> Long.compare(a.tokens(), b.tokens())).orElseThrow();
  }

  /** In whole characters, ending with a newline, and of no more tokens than are due. */
  private byte[] text(Part part) {
    ByteArrayOutputStream drawn = new ByteArrayOutputStream();
    for (Piece piece : part.chunk().pieces()) {
      drawn.writeBytes(drawn.size() > 0 ? new byte[] {NEWLINE} : new byte[0]);
      ByteArrayOutputStream one = new ByteArrayOutputStream();
      tokenizer.pieces(sources.get(part.source()).tokens(piece)).forEach(one::writeBytes);
      drawn.writeBytes(wholeCharacters(one.toByteArray()));
    }
    byte[] text = drawn.toByteArray();
    long most = due[part.source()] - given[part.source()];
    while (true) {
      byte[] line = Arrays.copyOf(text, text.length + 1);
      line[text.length] = NEWLINE;
      int[] ids = tokens(line);
      int count = ids.length - tokens(new byte[0]).length;
      if (count <= most || text.length == 0) {
        given[part.source()] += count;
        return line;
      }
      int cut = 0;
      for (int i = ids.length - (count - (int) most); i < ids.length; i++) {
        cut += documents.bytes(ids[i]);
      }
      text = wholeCharacters(Arrays.copyOf(text, Math.max(0, text.length - Math.max(1, cut))));
    }
  }

  /**
   * After a newline, as it follows the part before: some vocabularies put a blank before a text.
   */
  private int[] tokens(byte[] line) {
    byte[] text = new byte[line.length + 1];
    text[0] = NEWLINE;
    System.arraycopy(line, 0, text, 1, line.length);
    return documents.tokens(List.of(text), false).get(0);
  }

  /** Without the parts of characters at both ends that other pieces hold. */
  private static byte[] wholeCharacters(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8)
        .replaceAll("^\\uFFFD+|\\uFFFD+$", "")
        .getBytes(StandardCharsets.UTF_8);
  }
}
