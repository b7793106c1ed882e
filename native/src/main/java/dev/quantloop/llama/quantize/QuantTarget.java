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

/**
 * Where llama_model_quantize writes: into a temporary directory beside the files that are wanted,
 * which get their names when all of them are complete.
 *
 * @param files that are wanted: one, or a part for each part of the model
 * @param name what llama_model_quantize is told
 * @param temporary directory; there while it is written to
 */
record QuantTarget(List<Path> files, String name, Path temporary) {
  /**
   * @param output absolute; of parts what comes before their numbers, with .gguf or without
   */
  static QuantTarget of(Path output, GgufFile model, LibraryOptions options) {
    String name = output.getFileName().toString();
    Path temporary = output.resolveSibling(name + ".tmp" + ProcessHandle.current().pid());
    if (!options.keepSplit()) {
      return new QuantTarget(List.of(output), name, temporary);
    }
    String prefix = name.replaceFirst("\\.gguf$", "");
    return new QuantTarget(options.files(output, model), prefix, temporary);
  }

  /**
   * What llama_model_quantize is to write to. It goes away with the process at the latest; what is
   * there was left by a killed one with the same number, as processes in containers have.
   */
  Path beginWriting() throws IOException {
    ScratchDirectory.delete(temporary);
    ScratchDirectory.deleteAtExit(temporary);
    return Files.createDirectory(temporary).resolve(name);
  }

  /** The files as they lie now. */
  List<Path> written() {
    return files.stream().map(file -> temporary.resolve(file.getFileName())).toList();
  }

  /**
   * All of them, or none where one can't be put in its place: then what stood there before stands
   * there again. A process that is killed halfway leaves it in {@link #former}.
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
    try {
      for (Path file : files) {
        if (Files.isRegularFile(file)) {
          move(file, Files.createDirectories(former()).resolve(file.getFileName()));
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

  /** A directory of the parts that stood there before, while others take their places. */
  private Path former() {
    return temporary.resolveSibling(name + ".old" + ProcessHandle.current().pid());
  }

  void cleanUp() {
    ScratchDirectory.delete(temporary);
  }
}
