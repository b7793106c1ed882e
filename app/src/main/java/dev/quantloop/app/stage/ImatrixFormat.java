package dev.quantloop.app.stage;

import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import java.nio.file.Path;
import java.util.Locale;

/** The formats of imatrix files, by the names that llama-imatrix gives them. */
public enum ImatrixFormat {
  GGUF,
  /** The format before GGUF, read by older llama.cpp and its forks. */
  DAT;

  void write(Path file, ImatrixSums sums) {
    if (this == GGUF) {
      ImatrixFile.writeGguf(file, sums);
    } else {
      ImatrixFile.writeDat(file, sums);
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
