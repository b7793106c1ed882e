package dev.quantloop.llama.hdf5;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.zip.Adler32;

/**
 * Compresses to a zlib stream (RFC 1950) in which some bytes are stored and the others coded by
 * their frequencies (RFC 1951, dynamic Huffman codes), without looking for repetitions. {@link
 * java.util.zip.Deflater} with its strategy for that takes twice as long. Not thread-safe.
 */
final class HuffmanDeflater {
  private static final int END = 256;
  private static final int LONGEST_CODE = 14;
  private static final int MOST_STORED = 65535;
  private static final int LENGTH_CODES = 19;
  private static final int CODES_AT_ONCE = 4;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] out;
  private int position;
  private long bits;
  private int bitCount;

  /** Bytes that any result fits into. */
  static int room(int bytes) {
    return bytes + bytes / 100 + 1024;
  }

  /**
   * @param stored how many bytes at the start are stored; the rest, at least one, is coded
   * @param into with {@link #room}
   * @return how many bytes it came to
   */
  int deflate(byte[] bytes, int stored, byte[] into) {
    out = into;
    position = 0;
    put(0x78, 8);
    put(0x01, 8);
    fill();
    for (int start = 0; start < stored; start += MOST_STORED) {
      store(bytes, start, Math.min(MOST_STORED, stored - start));
    }
    code(bytes, stored);
    fill();
    Adler32 check = new Adler32();
    check.update(bytes);
    put(Integer.reverseBytes((int) check.getValue()) & 0xffffffffL, 32);
    fill();
    return position;
  }

  private void store(byte[] bytes, int start, int count) {
    put(0, 8);
    put(count, 16);
    put(~count & 0xffff, 16);
    fill();
    System.arraycopy(bytes, start, out, position, count);
    position += count;
  }

  private void code(byte[] bytes, int start) {
    int[] lengths = lengths(counts(bytes, start));
    putHeader(lengths);
    int[] codes = codes(lengths);
    int i = start;
    for (; i + CODES_AT_ONCE <= bytes.length; i += CODES_AT_ONCE) {
      putCodes(bytes, i, codes);
    }
    for (; i < bytes.length; i++) {
      put(codes[bytes[i] & 0xff] >>> 4, codes[bytes[i] & 0xff] & 0xf);
    }
    put(codes[END] >>> 4, codes[END] & 0xf);
  }

  /** As {@link #put}, for some bytes, without a branch that depends on them. */
  private void putCodes(byte[] bytes, int start, int[] codes) {
    long open = bits;
    int count = bitCount;
    for (int i = start; i < start + CODES_AT_ONCE; i++) {
      int code = codes[bytes[i] & 0xff];
      open |= (long) (code >>> 4) << count;
      count += code & 0xf;
    }
    LONG.set(out, position, open);
    position += count >>> 3;
    bits = open >>> (count & ~7);
    bitCount = count & 7;
  }

  /** The last block: all literals, and two distances that never occur. */
  private void putHeader(int[] lengths) {
    put(0b101, 3);
    put(0, 5);
    put(1, 5);
    put(LENGTH_CODES - 4, 4);
    // Repetitions, the first three, have no code; each length has one of 4 bits.
    put(0, 9);
    for (int i = 3; i < LENGTH_CODES; i++) {
      put(4, 3);
    }
    for (int length : lengths) {
      put(Integer.reverse(length) >>> 28, 4);
    }
    put(0b1000_1000, 8);
  }

  private static int[] counts(byte[] bytes, int start) {
    int[] counts = new int[END + 1];
    for (int i = start; i < bytes.length; i++) {
      counts[bytes[i] & 0xff]++;
    }
    counts[END] = 1;
    return counts;
  }

  /** Bits of each symbol's code; 0 where it does not occur. */
  private static int[] lengths(int[] counts) {
    int[] lengths = new int[counts.length];
    setLengths(tree(counts), 0, lengths);
    if (Arrays.stream(lengths).max().getAsInt() <= LONGEST_CODE) {
      return lengths;
    }
    return lengths(Arrays.stream(counts).map(count -> (count + 1) / 2).toArray());
  }

  private record Node(long count, int symbol, Node left, Node right) {}

  private static Node tree(int[] counts) {
    PriorityQueue<Node> nodes = new PriorityQueue<>(Comparator.comparingLong(Node::count));
    for (int symbol = 0; symbol < counts.length; symbol++) {
      if (counts[symbol] > 0) {
        nodes.add(new Node(counts[symbol], symbol, null, null));
      }
    }
    while (nodes.size() > 1) {
      Node left = nodes.remove();
      Node right = nodes.remove();
      nodes.add(new Node(left.count() + right.count(), -1, left, right));
    }
    return nodes.remove();
  }

  private static void setLengths(Node node, int depth, int[] lengths) {
    if (node.left() == null) {
      lengths[node.symbol()] = depth;
    } else {
      setLengths(node.left(), depth + 1, lengths);
      setLengths(node.right(), depth + 1, lengths);
    }
  }

  /** The code of each symbol, its first bit lowest, above 4 bits with its length. */
  private static int[] codes(int[] lengths) {
    int[] codes = new int[lengths.length];
    int next = 0;
    for (int length = 1; length <= LONGEST_CODE; length++) {
      next <<= 1;
      for (int symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] == length) {
          codes[symbol] = Integer.reverse(next++) >>> 32 - length << 4 | length;
        }
      }
    }
    return codes;
  }

  /** Puts up to 32 bits, the lowest first. Between calls, fewer than 8 wait to be written. */
  private void put(long value, int count) {
    bits |= value << bitCount;
    bitCount += count;
    for (; bitCount >= 8; bitCount -= 8) {
      out[position++] = (byte) bits;
      bits >>>= 8;
    }
  }

  /** Fills the byte that is begun. */
  private void fill() {
    put(0, -bitCount & 7);
  }
}
