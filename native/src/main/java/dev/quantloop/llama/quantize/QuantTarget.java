package dev.quantloop.llama.quantize;

import dev.quantloop.llama.file.FileOwner;
import dev.quantloop.llama.file.ScratchDirectory;
import dev.quantloop.llama.gguf.GgufFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where llama_model_quantize writes: into a temporary directory beside the files that are wanted,
 * which get their names when all of them are complete.
 *
 * @param files that are wanted: one, or a part for each part of the model
 * @param output that one; of parts what their names begin with
 */
record QuantTarget(List<Path> files, Path output) {
  private static final String NEW = ".part";
  private static final String OLD = ".old";

  /** What earlier versions had between the name of the output and their process, by ending. */
  private static final Map<String, String> EARLIER =
      Map.of(NEW, "(?:\\.gguf)?\\.tmp", OLD, "\\.old");

  /**
   * @param output absolute; of parts what comes before their numbers, with .gguf or without
   */
  static QuantTarget of(Path output, GgufFile model, LibraryOptions options) {
    return new QuantTarget(options.files(output, model), options.stem(output));
  }

  /** What llama_model_quantize is to write to. It goes away with the process at the latest. */
  Path beginWriting() throws IOException {
    finishKilled();
    ScratchDirectory.deleteAtExit(temporary());
    return Files.createDirectory(temporary()).resolve(output.getFileName());
  }

  /**
   * Finishes what processes of this machine began that were killed: parts that were being put in
   * their places get there, and what was not whole is deleted.
   */
  private void finishKilled() throws IOException {
    Map<Path, FileOwner> former = leftBehind(OLD);
    Map<Path, FileOwner> written = leftBehind(NEW);
    for (Map.Entry<Path, FileOwner> old : former.entrySet()) {
      Optional<Path> complete =
          written.keySet().stream()
              .filter(path -> written.get(path).equals(old.getValue()))
              .findFirst();
      if (complete.isPresent()) {
        placeAll(complete.get());
      } else if (!list(old.getKey()).stream().allMatch(part -> Files.exists(placeOf(part)))) {
        placeAll(old.getKey()); // somebody has deleted what was written
      }
      ScratchDirectory.delete(old.getKey());
    }
    written.keySet().forEach(ScratchDirectory::delete);
  }

  private Map<Path, FileOwner> leftBehind(String ending) throws IOException {
    Map<Path, FileOwner> found = FileOwner.beside(output, Pattern.quote(ending));
    found.putAll(FileOwner.besideFromEarlier(output, EARLIER.get(ending)));
    found.entrySet().removeIf(one -> !one.getValue().isGoneOrHadThisNumber(one.getKey()));
    found.keySet().removeIf(path -> !Files.isDirectory(path));
    return found;
  }

  /** There while it is written to. */
  private Path temporary() {
    return FileOwner.temporary(output, NEW);
  }

  private Path placeOf(Path part) {
    return output.resolveSibling(part.getFileName());
  }

  private void placeAll(Path from) throws IOException {
    for (Path part : list(from)) {
      move(part, placeOf(part));
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  /** The files as they lie now. */
  List<Path> written() {
    return files.stream().map(file -> temporary().resolve(file.getFileName())).toList();
  }

  /**
   * All of them, or none where one can't be put in its place: then what stood there before stands
   * there again. Where a process is killed halfway, the next one finishes it.
   */
  void publish() throws IOException {
    for (Path file : written()) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
    if (files.size() == 1) {
      move(written().get(0), files.get(0));
      return;
    }
    List<Path> kept = new ArrayList<>();
    List<Path> moved = new ArrayList<>();
    Files.createDirectory(former());
    try {
      for (Path file : files) {
        if (Files.isRegularFile(file)) {
          move(file, former().resolve(file.getFileName()));
          kept.add(file);
        }
      }
      for (Path file : files) {
        move(temporary().resolve(file.getFileName()), file);
        moved.add(file);
      }
    } catch (IOException e) {
      moved.forEach(ScratchDirectory::delete);
      for (Path file : kept) {
        move(former().resolve(file.getFileName()), file);
      }
      Files.deleteIfExists(former());
      throw e;
    }
    ScratchDirectory.delete(former());
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** A directory of the parts that stood there before; there while others take their places. */
  private Path former() {
    return FileOwner.temporary(output, OLD);
  }

  void cleanUp() {
    ScratchDirectory.delete(temporary());
  }
}
