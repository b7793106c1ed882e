package dev.quantloop.tracker.stats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.zip.InflaterInputStream;

/** Real KLDs of real documents, by set; see the README beside the resource. */
record EvaluatedDocuments(String key, List<List<Document>> sets) {
  /** Q4_K_M with one imatrix and another, and Q2_K. */
  static final int Q4 = 0;

  static final int OTHER_Q4 = 1;
  static final int Q2 = 2;

  /** By quant, then chunk. */
  record Document(List<List<ChunkTokens>> quants) {
    int chunks() {
      return quants.get(Q4).size();
    }

    Document first(int chunks) {
      return new Document(quants.stream().map(quant -> quant.subList(0, chunks)).toList());
    }

    Document swapped() {
      return new Document(List.of(quants.get(OTHER_Q4), quants.get(Q4), quants.get(Q2)));
    }
  }

  static EvaluatedDocuments read() {
    try (InputStream resource =
        EvaluatedDocuments.class.getResourceAsStream("kld-of-documents.z")) {
      byte[] bytes = new InflaterInputStream(resource).readAllBytes();
      return parsed(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static EvaluatedDocuments parsed(ByteBuffer bytes) {
    int chunks = bytes.getInt();
    int quants = bytes.getInt();
    int tokens = bytes.getInt();
    Map<Short, Map<Short, List<Integer>>> chunksOf = new TreeMap<>();
    for (int c = 0; c < chunks; c++) {
      chunksOf
          .computeIfAbsent(bytes.getShort(), set -> new TreeMap<>())
          .computeIfAbsent(bytes.getShort(), document -> new ArrayList<>())
          .add(c);
    }
    ChunkTokens[][] kld = new ChunkTokens[quants][chunks];
    for (ChunkTokens[] quant : kld) {
      for (int c = 0; c < chunks; c++) {
        float[] values = new float[tokens];
        for (int i = 0; i < tokens; i++) {
          values[i] = (float) Math.exp(bytes.getShort() / 2000.0);
        }
        quant[c] = tokens(values);
      }
    }
    return new EvaluatedDocuments(
        "all",
        chunksOf.values().stream()
            .map(set -> set.values().stream().map(of -> document(kld, of)).toList())
            .toList());
  }

  private static Document document(ChunkTokens[][] kld, List<Integer> chunks) {
    return new Document(
        IntStream.range(0, kld.length)
            .mapToObj(quant -> chunks.stream().map(c -> kld[quant][c]).toList())
            .toList());
  }

  static ChunkTokens tokens(float[] kld) {
    float[] none = new float[kld.length];
    return new ChunkTokens(kld, none, none, new BitSet());
  }

  /** Documents drawn with replacement until there are so many chunks, of each set equally many. */
  EvaluatedDocuments draw(int trial, int chunks) {
    Random random = new Random(1_000_003L * trial);
    List<List<Document>> drawn = new ArrayList<>();
    for (List<Document> set : sets) {
      List<Document> documents = new ArrayList<>();
      for (int left = chunks / sets.size(); left > 0; ) {
        Document document = set.get(random.nextInt(set.size()));
        documents.add(document.first(Math.min(left, document.chunks())));
        left -= Math.min(left, document.chunks());
      }
      drawn.add(documents);
    }
    return new EvaluatedDocuments("trial " + trial, drawn);
  }

  /** With other documents in the place of these. */
  EvaluatedDocuments map(UnaryOperator<Document> change) {
    return new EvaluatedDocuments(
        key, sets.stream().map(set -> set.stream().map(change).toList()).toList());
  }

  /** With the KLDs of the second quant so many times as large, and its composite with them. */
  private EvaluatedDocuments scaled(double factor) {
    return map(
        document -> {
          List<List<ChunkTokens>> quants = new ArrayList<>(document.quants());
          quants.set(
              OTHER_Q4, quants.get(OTHER_Q4).stream().map(chunk -> scaled(chunk, factor)).toList());
          return new Document(quants);
        });
  }

  /** With the composite of the second quant so many times that of the first. */
  EvaluatedDocuments apart(double factor) {
    return scaled(factor * composite(Q4) / composite(OTHER_Q4));
  }

  private static ChunkTokens scaled(ChunkTokens chunk, double factor) {
    float[] kld = chunk.kld().clone();
    for (int i = 0; i < kld.length; i++) {
      kld[i] *= (float) factor;
    }
    return tokens(kld);
  }

  List<Stratum> strata() {
    List<Stratum> strata = new ArrayList<>();
    for (List<Document> set : sets) {
      strata.add(
          new Stratum(
              key + ", set " + strata.size(),
              IntStream.range(0, set.size())
                  .flatMap(d -> IntStream.generate(() -> d).limit(set.get(d).chunks()))
                  .toArray()));
    }
    return strata;
  }

  List<List<ChunkTokens>> chunks(int quant) {
    return sets.stream()
        .map(set -> set.stream().flatMap(d -> d.quants().get(quant).stream()).toList())
        .toList();
  }

  Resampled resampled(int quant, Resampling how) {
    return ClusterBootstrap.of(strata(), chunks(quant), how);
  }

  double composite(int quant) {
    List<ChunkTokens> all = chunks(quant).stream().flatMap(List::stream).toList();
    float[] kld = new float[all.stream().mapToInt(ChunkTokens::tokens).sum()];
    int at = 0;
    for (ChunkTokens chunk : all) {
      System.arraycopy(chunk.kld(), 0, kld, at, chunk.tokens());
      at += chunk.tokens();
    }
    return CompositeScore.of(Percentiles.of(kld));
  }
}
