package dev.quantloop.llama.quantize;

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
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where llama_model_quantize writes: into a temporary directory beside the files that are wanted,
 * which get their names when all of them are complete.
 *
 * @param files that are wanted: one, or a part for each part of the model
 * @param name what llama_model_quantize is told
 * @param temporary directory; there while it is written to
 */
record QuantTarget(List<Path> files, String name, Path temporary) {
  private static final long PID = ProcessHandle.current().pid();
  private static final String OLD = ".old";

  /**
   * @param output absolute; of parts what comes before their numbers, with .gguf or without
   */
  static QuantTarget of(Path output, GgufFile model, LibraryOptions options) {
    String name = output.getFileName().toString();
    Path temporary = output.resolveSibling(name + ".tmp" + PID);
    if (!options.keepSplit()) {
      return new QuantTarget(List.of(output), name, temporary);
    }
    String prefix = name.replaceFirst("\\.gguf$", "");
    return new QuantTarget(options.files(output, model), prefix, temporary);
  }

  /** What llama_model_quantize is to write to. It goes away with the process at the latest. */
  Path beginWriting() throws IOException {
    finishKilled();
    ScratchDirectory.deleteAtExit(temporary);
    return Files.createDirectory(temporary).resolve(name);
  }

  /**
   * Finishes what processes began that were killed: parts that were being put in their places get
   * there, and what was not whole is deleted. A process with this one's number is one of them, as
   * it is in containers.
   */
  private void finishKilled() throws IOException {
    for (Path old : leftBehind(name + OLD)) {
      Path written = temporary.resolveSibling(stem() + number(old));
      if (Files.isDirectory(written)) {
        placeAll(written);
      } else if (!list(old).stream().allMatch(part -> Files.exists(placeOf(part)))) {
        placeAll(old); // somebody has deleted what was written
      }
      ScratchDirectory.delete(old);
    }
    leftBehind(stem()).forEach(ScratchDirectory::delete);
  }

  /** Directories whose names are this and the number of a process that is no more. */
  private List<Path> leftBehind(String stem) throws IOException {
    return list(directory()).stream()
        .filter(path -> path.getFileName().toString().matches(Pattern.quote(stem) + "\\d{1,18}"))
        .filter(path -> number(path) == PID || ProcessHandle.of(number(path)).isEmpty())
        .toList();
  }

  private static long number(Path path) {
    return Long.parseLong(path.getFileName().toString().replaceFirst("^.*\\D", ""));
  }

  private Path directory() {
    return temporary.getParent();
  }

  private Path placeOf(Path part) {
    return directory().resolve(part.getFileName());
  }

  /** What the names of temporary directories begin with. */
  private String stem() {
    return temporary.getFileName().toString().replaceFirst("\\d+$", "");
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
    return files.stream().map(file -> temporary.resolve(file.getFileName())).toList();
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
        move(temporary.resolve(file.getFileName()), file);
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
    return temporary.resolveSibling(name + OLD + PID);
  }

  void cleanUp() {
    ScratchDirectory.delete(temporary);
  }
}
