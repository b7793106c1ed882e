package dev.quantloop.app.shootout;

import dev.quantloop.app.UserException;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An imatrix that somebody has computed, which has been read and is of the model.
 *
 * @param chunks that it says it is from; 1 where it does not say
 */
record ReadyImatrix(
    String name, Path file, long bytes, String sha256, int entries, int chunks, long tokens) {
  /**
   * @param files by name
   * @throws UserException when one is given twice
   * @throws dev.quantloop.llama.LlamaException when one is no imatrix, or of another model
   */
  static List<ReadyImatrix> all(Map<String, Path> files, BaselineFile model) {
    List<ReadyImatrix> all = new ArrayList<>();
    files.forEach(
        (name, path) -> {
          ReadyImatrix imatrix = read(name, path.toAbsolutePath().normalize(), model);
          all.stream()
              .filter(other -> other.sha256.equals(imatrix.sha256))
              .findFirst()
              .ifPresent(
                  other -> {
                    throw new UserException(
                        "the imatrices %s and %s are the same file; give one of them"
                            .formatted(other.name, name));
                  });
          all.add(imatrix);
        });
    return all;
  }

  private static ReadyImatrix read(String name, Path file, BaselineFile model) {
    ImatrixSums sums = ImatrixFile.read(file);
    sums.requireFit(model.gguf(), file);
    try {
      int chunks = (int) Math.max(1, sums.chunkCount());
      return new ReadyImatrix(
          name,
          file,
          Files.size(file),
          Sha256.of(file),
          sums.entries().size(),
          chunks,
          (long) chunks * sums.chunkSize());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
