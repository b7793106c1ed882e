package dev.quantloop.app.source.file;

import dev.quantloop.app.source.Packing;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** What is in a compressed stream, or the stream itself where it is not compressed. */
final class Unpacked {
  private static final int BUFFER_BYTES = 1 << 13;

  /** Enough for xz -9, which needs 65 MiB. */
  private static final int XZ_MEMORY_KIB = 256 << 10;

  private Unpacked() {}

  /** Takes the stream; a compressed one that is cut short or damaged fails where that shows. */
  static InputStream of(InputStream packed) throws IOException {
    BufferedInputStream in = new BufferedInputStream(packed, BUFFER_BYTES);
    return switch (packing(in)) {
      case GZIP -> gzip(in);
      case ZSTD -> new Zstd(in);
      case XZ -> new XZInputStream(in, XZ_MEMORY_KIB);
      case PARQUET, NONE -> in;
    };
  }

  private static InputStream gzip(InputStream in) throws IOException {
    return GzipCompressorInputStream.builder()
        .setInputStream(in)
        .setDecompressConcatenated(true)
        .get();
  }

  static Packing packing(ByteSource source) throws IOException {
    try (InputStream in = source.open()) {
      return Packing.of(in.readNBytes(Packing.MAGIC_BYTES));
    }
  }

  /** By the first bytes, which stay in the stream. */
  private static Packing packing(BufferedInputStream in) throws IOException {
    in.mark(Packing.MAGIC_BYTES);
    byte[] begin = in.readNBytes(Packing.MAGIC_BYTES);
    in.reset();
    return Packing.of(begin);
  }

  /** Damage is no runtime exception here. */
  private static final class Zstd extends FilterInputStream {
    Zstd(InputStream in) {
      super(new ZstdInputStream(in));
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      try {
        return in.read(into, from, length);
      } catch (RuntimeException e) {
        if (String.valueOf(e.getMessage()).startsWith("Window size")) {
          throw new IOException(
              "its zstd window is too large; compress it without --long and --ultra", e);
        }
        throw new IOException("its zstd data is cut short or damaged: " + e.getMessage(), e);
      } catch (IOException e) {
        throw "Not enough input bytes".equals(e.getMessage()) ? new EOFException() : e;
      }
    }
  }
}
