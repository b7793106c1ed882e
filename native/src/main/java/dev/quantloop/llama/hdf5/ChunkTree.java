package dev.quantloop.llama.hdf5;

import dev.quantloop.llama.file.FileCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Where the blocks of a dataset of logits lie in its file: the B-tree of version 1 that HDF5 finds
 * them by. It is written anew as a whole, behind what there is.
 */
final class ChunkTree {
  private static final byte[] TREE = "TREE".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_CHILDREN = 64;
  // Bytes and filters of a block, and its place in 3 dimensions and within an element.
  private static final int KEY_BYTES = 8 + 4 * 8;
  private static final int PAIR_BYTES = KEY_BYTES + 8;
  private static final int HEADER_BYTES = 24;
  private static final int NODE_BYTES = HEADER_BYTES + MOST_CHILDREN * PAIR_BYTES + KEY_BYTES;

  private final int blockRows;
  private final TreeMap<Place, Stored> blocks = new TreeMap<>();

  ChunkTree(int blockRows) {
    this.blockRows = blockRows;
  }

  /** A block of a chunk. */
  record Place(int chunk, int block) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int chunks = Integer.compare(chunk, other.chunk);
      return chunks != 0 ? chunks : Integer.compare(block, other.block);
    }
  }

  /** Where a block lies. */
  record Stored(long address, int bytes) {}

  private record Child(Place first, int bytes, long address) {}

  synchronized void put(Place place, Stored stored) {
    blocks.put(place, stored);
  }

  /**
   * The nodes as they stand from {@code address} on, leaves first, the root last.
   *
   * @param wanted the chunks to be found
   */
  synchronized ByteBuffer nodes(long address, IntPredicate wanted) {
    List<Child> children = new ArrayList<>();
    for (Map.Entry<Place, Stored> block : blocks.entrySet()) {
      if (wanted.test(block.getKey().chunk())) {
        Stored stored = block.getValue();
        children.add(new Child(block.getKey(), stored.bytes(), stored.address()));
      }
    }
    if (children.isEmpty()) {
      return ByteBuffer.allocate(0);
    }
    Place last = children.get(children.size() - 1).first();
    Place end = new Place(last.chunk() + 1, last.block() + 1);
    List<byte[]> nodes = new ArrayList<>();
    int level = 0;
    do {
      children = level(children, level++, end, address, nodes);
    } while (children.size() > 1);
    ByteBuffer all = ByteBuffer.allocate(nodes.size() * NODE_BYTES);
    nodes.forEach(all::put);
    return all.flip();
  }

  /** Where the root is among the nodes. */
  static long root(long address, ByteBuffer nodes) {
    return address + nodes.limit() - NODE_BYTES;
  }

  private List<Child> level(
      List<Child> children, int level, Place end, long address, List<byte[]> nodes) {
    List<Child> parents = new ArrayList<>();
    int first = nodes.size();
    int count = (children.size() - 1) / MOST_CHILDREN + 1;
    for (int node = 0; node < count; node++) {
      int from = node * MOST_CHILDREN;
      int to = Math.min(children.size(), from + MOST_CHILDREN);
      ByteBuffer bytes = Hdf5Blocks.room(NODE_BYTES);
      bytes.put(TREE).put((byte) 1).put((byte) level).putShort((short) (to - from));
      bytes.putLong(node == 0 ? -1 : address + (first + node - 1L) * NODE_BYTES);
      bytes.putLong(node == count - 1 ? -1 : address + (first + node + 1L) * NODE_BYTES);
      for (Child child : children.subList(from, to)) {
        putKey(bytes, child.bytes(), child.first());
        bytes.putLong(child.address());
      }
      Child next = to == children.size() ? new Child(end, 0, 0) : children.get(to);
      putKey(bytes, next.bytes(), next.first());
      Child head = children.get(from);
      parents.add(
          new Child(head.first(), head.bytes(), address + (long) nodes.size() * NODE_BYTES));
      nodes.add(bytes.array());
    }
    return parents;
  }

  private void putKey(ByteBuffer into, int bytes, Place place) {
    into.putInt(bytes).putInt(0).putLong(place.chunk());
    into.putLong((long) place.block() * blockRows).putLong(0).putLong(0);
  }

  /** Reads what {@link #nodes} wrote, with its root at an address. */
  void read(FileChannel file, long root) throws IOException {
    ByteBuffer node = ByteBuffer.allocate(NODE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    FileCursor.fill(file, node, root);
    int level = node.get(5);
    int children = node.getShort(6);
    for (int i = 0; i < Math.min(children, MOST_CHILDREN); i++) {
      int at = HEADER_BYTES + i * PAIR_BYTES;
      long address = node.getLong(at + KEY_BYTES);
      if (level > 0) {
        read(file, address);
      } else {
        int block = (int) (node.getLong(at + 16) / blockRows);
        put(new Place((int) node.getLong(at + 8), block), new Stored(address, node.getInt(at)));
      }
    }
  }
}
