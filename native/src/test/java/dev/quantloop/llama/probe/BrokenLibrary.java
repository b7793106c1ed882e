package dev.quantloop.llama.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Spoils functions of a 64-bit ELF library so that the process that enters them dies. */
final class BrokenLibrary {
  private static final int DYNSYM = 11;
  private static final int SYMBOL_BYTES = 24;
  private static final byte[] UD2 = {0x0F, 0x0B};

  private final ByteBuffer elf;

  private BrokenLibrary(byte[] bytes) {
    this.elf = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Puts an undefined instruction at the start of each exported function of that prefix. */
  static int spoil(Path library, String prefix) throws IOException {
    BrokenLibrary broken = new BrokenLibrary(Files.readAllBytes(library));
    int spoilt = broken.spoil(prefix);
    Files.delete(library);
    Files.write(library, broken.elf.array());
    return spoilt;
  }

  private int spoil(String prefix) {
    int table = section(DYNSYM);
    long symbols = elf.getLong(table + 24);
    long bytes = elf.getLong(table + 32);
    long names = elf.getLong(header(elf.getInt(table + 40)) + 24);
    int spoilt = 0;
    for (long at = symbols; at < symbols + bytes; at += SYMBOL_BYTES) {
      long value = elf.getLong((int) at + 8);
      boolean function = (elf.get((int) at + 4) & 0xF) == 2;
      if (value != 0 && function && name((int) names + elf.getInt((int) at)).startsWith(prefix)) {
        elf.put(fileOffset(value), UD2);
        spoilt++;
      }
    }
    return spoilt;
  }

  private int section(int type) {
    for (int i = 0; i < elf.getShort(60); i++) {
      if (elf.getInt(header(i) + 4) == type) {
        return header(i);
      }
    }
    throw new IllegalStateException("no section of type " + type);
  }

  private int header(int index) {
    return (int) elf.getLong(40) + index * elf.getShort(58);
  }

  private String name(int at) {
    int end = at;
    while (elf.get(end) != 0) {
      end++;
    }
    return new String(elf.array(), at, end - at, StandardCharsets.US_ASCII);
  }

  /** Where a virtual address lies in the file, by the program headers. */
  private int fileOffset(long address) {
    for (int i = 0; i < elf.getShort(56); i++) {
      int segment = (int) elf.getLong(32) + i * elf.getShort(54);
      long start = elf.getLong(segment + 16);
      if (elf.getInt(segment) == 1
          && address >= start
          && address < start + elf.getLong(segment + 32)) {
        return (int) (elf.getLong(segment + 8) + address - start);
      }
    }
    throw new IllegalStateException("address " + address + " is in no segment");
  }
}
