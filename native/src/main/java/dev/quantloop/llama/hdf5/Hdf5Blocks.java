package dev.quantloop.llama.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * The building blocks of an HDF5 file in its oldest version (superblock 0), which every library
 * reads: a group's names, object headers, and the messages in them. All little-endian, addresses
 * and lengths of 8 bytes. Source: the HDF5 File Format Specification, version 3.0.
 */
final class Hdf5Blocks {
  static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  static final long UNDEFINED = -1;
  static final int SUPERBLOCK_BYTES = 96;
  static final int END_OF_FILE_FIELD = 40;

  /** The content of {@link #chunked} with 3 dimensions, and where its tree's address stands. */
  static final int CHUNKED_BYTES = 32;

  static final int TREE_FIELD = 3;

  private static final int MESSAGE_HEADER = 8;
  private static final int HEADER_PREFIX = 16;
  private static final int LEAF_RANK = 4;
  private static final int GROUP_RANK = 16;
  private static final int ENTRY_BYTES = 40;

  private Hdf5Blocks() {}

  /** A message of an object header. */
  record Message(int type, int flags, byte[] content) {}

  static ByteBuffer room(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static int aligned(int bytes) {
    return (bytes + 7) / 8 * 8;
  }

  /** A content that grows to a multiple of 8 bytes. */
  static byte[] content(int bytes, Consumer<ByteBuffer> fill) {
    ByteBuffer content = room(aligned(bytes));
    fill.accept(content);
    return content.array();
  }

  /** Of a file whose root group has its names in a tree and a heap. */
  static byte[] superblock(long rootHeader, long tree, long heap) {
    return room(SUPERBLOCK_BYTES)
        .put(SIGNATURE)
        .putInt(0)
        .put((byte) 0)
        .put((byte) Long.BYTES)
        .put((byte) Long.BYTES)
        .put((byte) 0)
        .putShort((short) LEAF_RANK)
        .putShort((short) GROUP_RANK)
        .putInt(0)
        .putLong(0)
        .putLong(UNDEFINED)
        .putLong(0)
        .putLong(UNDEFINED)
        .putLong(0)
        .putLong(rootHeader)
        .putInt(1)
        .putInt(0)
        .putLong(tree)
        .putLong(heap)
        .array();
  }

  static byte[] objectHeader(Message... messages) {
    int bytes = 0;
    for (Message message : messages) {
      bytes += MESSAGE_HEADER + message.content().length;
    }
    ByteBuffer header =
        room(HEADER_PREFIX + bytes)
            .put((byte) 1)
            .put((byte) 0)
            .putShort((short) messages.length)
            .putInt(1)
            .putInt(bytes)
            .putInt(0);
    for (Message message : messages) {
      header
          .putShort((short) message.type())
          .putShort((short) message.content().length)
          .putInt(message.flags())
          .put(message.content());
    }
    return header.array();
  }

  static Message symbolTable(long tree, long heap) {
    return new Message(0x11, 0, content(16, into -> into.putLong(tree).putLong(heap)));
  }

  /** A dataspace; {@code most} are the sizes that it can grow to, -1 for any. */
  static Message dataspace(long[] sizes, long[] most) {
    return new Message(1, 0, space(sizes, most));
  }

  private static byte[] space(long[] sizes, long[] most) {
    return content(
        8 + 8 * (sizes.length + most.length),
        into -> {
          into.put((byte) 1).put((byte) sizes.length).put((byte) (most.length == 0 ? 0 : 1));
          into.position(8);
          for (long size : sizes) {
            into.putLong(size);
          }
          for (long size : most) {
            into.putLong(size);
          }
        });
  }

  static Message datatype(byte[] type) {
    return new Message(3, 1, type);
  }

  /** IEEE 754, of 2 or 4 bytes. */
  static byte[] floating(int bytes) {
    boolean half = bytes == Short.BYTES;
    return content(
        20,
        into ->
            into.put((byte) 0x11)
                .put((byte) 0x20)
                .put((byte) (8 * bytes - 1))
                .put((byte) 0)
                .putInt(bytes)
                .putShort((short) 0)
                .putShort((short) (8 * bytes))
                .put((byte) (half ? 10 : 23))
                .put((byte) (half ? 5 : 8))
                .put((byte) 0)
                .put((byte) (half ? 10 : 23))
                .putInt(half ? 15 : 127));
  }

  /** Signed, of so many bytes. */
  static byte[] integer(int bytes) {
    return content(12, into -> putInteger(into, bytes));
  }

  private static void putInteger(ByteBuffer into, int bytes) {
    into.put((byte) 0x10).put((byte) 8).putShort((short) 0).putInt(bytes);
    into.putShort((short) 0).putShort((short) (8 * bytes));
  }

  /** What h5py makes of bool: an enumeration of one byte. */
  static byte[] truth() {
    return content(
        38,
        into -> {
          into.put((byte) 0x18).put((byte) 2).putShort((short) 0).putInt(1);
          putInteger(into, 1);
          into.put("FALSE\0\0\0TRUE\0\0\0\0".getBytes(StandardCharsets.US_ASCII));
          into.put((byte) 0).put((byte) 1);
        });
  }

  /** Zeros, for what is not written of a dataset that grows block by block, or is there at once. */
  static Message zeros(boolean blocks) {
    return new Message(5, 1, content(4, into -> into.putInt(blocks ? 0x01020302 : 0x01020202)));
  }

  static Message contiguous(long address, long bytes) {
    return new Message(
        8,
        0,
        content(18, into -> into.put((byte) 3).put((byte) 1).putLong(address).putLong(bytes)));
  }

  static Message chunked(long tree, int elementBytes, int... chunk) {
    return new Message(
        8,
        0,
        content(
            11 + 4 * (chunk.length + 1),
            into -> {
              into.put((byte) 3).put((byte) 2).put((byte) (chunk.length + 1)).putLong(tree);
              for (int size : chunk) {
                into.putInt(size);
              }
              into.putInt(elementBytes);
            }));
  }

  /** Bytes of equal weight side by side, then deflate of a level. */
  static Message shuffleAndDeflate(int elementBytes, int level) {
    return new Message(
        0xb,
        1,
        content(
            40,
            into -> {
              into.put((byte) 1).put((byte) 2);
              into.position(8);
              into.putShort((short) 2).putShort((short) 0).putShort((short) 1).putShort((short) 1);
              into.putInt(elementBytes).putInt(0);
              into.putShort((short) 1).putShort((short) 0).putShort((short) 1).putShort((short) 1);
              into.putInt(level).putInt(0);
            }));
  }

  static Message attribute(String name, long value) {
    return attribute(name, integer(8), content(8, into -> into.putLong(value)));
  }

  static Message attribute(String name, String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    byte[] type =
        content(
            8,
            into -> into.put((byte) 0x13).put((byte) 0x11).putShort((short) 0).putInt(text.length));
    return attribute(name, type, content(text.length, into -> into.put(text)));
  }

  private static Message attribute(String name, byte[] type, byte[] value) {
    byte[] label = (name + "\0").getBytes(StandardCharsets.UTF_8);
    byte[] space = space(new long[0], new long[0]);
    return new Message(
        0xc,
        0,
        content(
            8 + aligned(label.length) + aligned(type.length) + space.length + value.length,
            into -> {
              into.put((byte) 1).put((byte) 0).putShort((short) label.length);
              into.putShort((short) typeBytes(type)).putShort((short) space.length);
              into.put(label).position(8 + aligned(label.length));
              into.put(type).put(space).put(value);
            }));
  }

  /** Bytes of a type without the padding; all here have 8 or 12. */
  private static int typeBytes(byte[] type) {
    return type.length == 8 ? 8 : 12;
  }

  /** The heap of a group's names, its data right behind it. */
  static byte[] heap(long address, byte[] names) {
    return room(32 + names.length)
        .put("HEAP".getBytes(StandardCharsets.US_ASCII))
        .putInt(0)
        .putLong(names.length)
        .putLong(1)
        .putLong(address + 32)
        .put(names)
        .array();
  }

  /** The tree of a group of at most 8 names. */
  static byte[] groupTree(long table, int lastName) {
    return room(24 + (2 * GROUP_RANK + 1) * 8 + 2 * GROUP_RANK * 8)
        .put("TREE".getBytes(StandardCharsets.US_ASCII))
        .put((byte) 0)
        .put((byte) 0)
        .putShort((short) 1)
        .putLong(UNDEFINED)
        .putLong(UNDEFINED)
        .putLong(0)
        .putLong(table)
        .putLong(lastName)
        .array();
  }

  /** The table of a group: for each name, in alphabetical order, the address of its object. */
  static byte[] groupTable(int[] names, long[] objects) {
    ByteBuffer table = room(8 + 2 * LEAF_RANK * ENTRY_BYTES);
    table.put("SNOD".getBytes(StandardCharsets.US_ASCII)).putShort((short) 1);
    table.putShort((short) names.length);
    for (int i = 0; i < names.length; i++) {
      table.position(8 + i * ENTRY_BYTES);
      table.putLong(names[i]).putLong(objects[i]);
    }
    return table.array();
  }
}
