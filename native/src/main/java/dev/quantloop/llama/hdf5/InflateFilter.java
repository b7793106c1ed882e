package dev.quantloop.llama.hdf5;

import io.jhdf.exceptions.HdfFilterException;
import io.jhdf.filter.DeflatePipelineFilter;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses in the place of jhdf's own filter, which reserves three times the compressed size
 * and then copies: half a gigabyte for a chunk of llama-gguf-optimize. jhdf finds it as a service.
 */
public final class InflateFilter extends DeflatePipelineFilter {
  @Override
  public byte[] decode(byte[] compressed, int[] filterData) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(compressed);
      // Logits shrink by a fifth at most.
      byte[] data = new byte[compressed.length + compressed.length / 4 + 64];
      int length = 0;
      while (!inflater.finished()) {
        if (length == data.length) {
          data = Arrays.copyOf(data, Math.addExact(length, length / 2));
        }
        int more = inflater.inflate(data, length, data.length - length);
        if (more == 0 && !inflater.finished()) {
          throw new HdfFilterException("compressed data end too early");
        }
        length += more;
      }
      return length == data.length ? data : Arrays.copyOf(data, length);
    } catch (DataFormatException e) {
      throw new HdfFilterException("compressed data are damaged", e);
    } finally {
      inflater.end();
    }
  }
}
