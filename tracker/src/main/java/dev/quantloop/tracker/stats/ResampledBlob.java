package dev.quantloop.tracker.stats;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * {@link Resampled} as bytes: zlib-deflated, little-endian, plain enough to be read from any
 * language.
 *
 * <pre>
 * int32    version: 1
 * int32    resamples B
 * int64    seed
 * byte[32] SHA-256 of the evaluation sets and their clusters
 * int32    number of evaluation sets S
 * int32[S] clusters of each
 * float32[F][B]  the F figures of version 1: mean, median, KLD 90, 95, 99 and 99.9 %, PPL, PPL
 *          ratio, ln PPL ratio, mean and root mean square of Δp, same top, composite
 * </pre>
 */
final class ResampledBlob {
  private static final int VERSION = 1;

  private ResampledBlob() {}

  static byte[] write(Resampling resampling, Sample sample, float[][] values) {
    int floats = values.length * resampling.resamples();
    List<Integer> clusters = sample.clustersOfStrata();
    ByteBuffer bytes =
        littleEndian(new byte[4 + 4 + 8 + 32 + 4 + 4 * clusters.size() + 4 * floats]);
    bytes.putInt(VERSION).putInt(resampling.resamples()).putLong(resampling.seed());
    bytes.put(HexFormat.of().parseHex(sample.sha256()));
    bytes.putInt(clusters.size());
    clusters.forEach(bytes::putInt);
    for (float[] figure : values) {
      for (float value : figure) {
        bytes.putFloat(value);
      }
    }
    return deflated(bytes.array());
  }

  static Resampled read(byte[] blob) {
    ByteBuffer bytes = littleEndian(inflated(blob));
    int version = bytes.getInt();
    if (version != VERSION) {
      throw new IllegalStateException("resampled figures of an unknown version: " + version);
    }
    Resampling resampling = new Resampling(bytes.getInt(), bytes.getLong());
    byte[] sha256 = new byte[32];
    bytes.get(sha256);
    Integer[] clusters = new Integer[bytes.getInt()];
    Arrays.setAll(clusters, s -> bytes.getInt());
    float[][] values = new float[Resampled.FIGURES.size()][resampling.resamples()];
    for (float[] figure : values) {
      for (int b = 0; b < figure.length; b++) {
        figure[b] = bytes.getFloat();
      }
    }
    return new Resampled(
        resampling, new Sample(HexFormat.of().formatHex(sha256), List.of(clusters)), values);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] deflated(byte[] bytes) {
    ByteArrayOutputStream blob = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(blob)) {
      deflater.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return blob.toByteArray();
  }

  private static byte[] inflated(byte[] blob) {
    try (InflaterInputStream inflater = new InflaterInputStream(new ByteArrayInputStream(blob))) {
      return inflater.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("resampled figures are damaged", e);
    }
  }
}
