package dev.quantloop.app.source.file;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Decompresses the pages of Parquet files in Java, without Hadoop and native libraries. */
final class ParquetCodecs implements CompressionCodecFactory {
  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    throw new UnsupportedOperationException("Parquet files are only read");
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return switch (codec) {
      case UNCOMPRESSED -> new Pages((packed, size) -> packed);
      case GZIP -> new Pages(ParquetCodecs::gunzip);
      case SNAPPY -> new Pages(with(new SnappyDecompressor()));
      case ZSTD -> new Pages(with(new ZstdDecompressor()));
      case LZ4_RAW -> new Pages(with(new Lz4Decompressor()));
      default ->
          throw new UnsupportedOperationException(
              "it is compressed with " + codec + "; write it with zstd, snappy or gzip");
    };
  }

  @Override
  public void release() {}

  /** Decompresses a page to so many bytes. */
  private interface Unpacking {
    byte[] unpack(byte[] packed, int size) throws IOException;
  }

  private static Unpacking with(Decompressor decompressor) {
    return (packed, size) -> {
      byte[] page = new byte[size];
      int length = decompressor.decompress(packed, 0, packed.length, page, 0, size);
      if (length != size) {
        throw new IOException("a page has %d bytes instead of %d".formatted(length, size));
      }
      return page;
    };
  }

  private static byte[] gunzip(byte[] packed, int size) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readNBytes(size);
    }
  }

  private record Pages(Unpacking unpacking) implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput packed, int size) throws IOException {
      return BytesInput.from(unpacking.unpack(packed.toInputStream().readAllBytes(), size));
    }

    @Override
    public void decompress(ByteBuffer packed, int packedSize, ByteBuffer page, int size)
        throws IOException {
      byte[] bytes = new byte[packedSize];
      packed.get(bytes);
      page.put(unpacking.unpack(bytes, size));
    }

    @Override
    public void release() {}
  }
}
