package dev.quantloop.app.stage;

import dev.quantloop.app.UserException;
import dev.quantloop.llama.file.FileFailure;
import dev.quantloop.llama.file.FileOwner;
import dev.quantloop.llama.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at where a result is to go before hours are spent on it. */
public final class OutputFile {
  /** A part of a model that is split: its name up to the part's number, and from there on. */
  private static final Pattern PART = Pattern.compile("(.+-)\\d{5}(-of-\\d{5}\\.gguf)");

  private OutputFile() {}

  /**
   * @param inputs what the same command reads; a part of a split model stands for all of them
   * @throws UserException when nothing can be written there, or when it is an input, by whatever
   *     path, which writing would destroy
   */
  public static void requireWritable(Path file, Collection<Path> inputs) {
    requireWritable(file);
    for (Path input : inputs) {
      for (Path part : parts(input)) {
        requireOther(file, part);
      }
    }
  }

  /** As {@link #requireWritable(Path, Collection)}, for what reads a database. */
  public static void requireOtherThanDatabase(Path file, Path database) {
    for (String suffix : List.of("", "-wal", "-shm")) {
      requireOther(file, database.resolveSibling(database.getFileName() + suffix));
    }
  }

  /** What other machines write, or have left, of the same file: a line for each. */
  static List<String> notesOfOthers(Path file) {
    try {
      return FileOwner.notesOfOthers(file);
    } catch (IOException e) {
      throw FileFailure.writing(file, e);
    }
  }

  /**
   * Writes a text that appears whole or not at all; a link is followed. What is not a file, such as
   * a pipe or /dev/stdout, takes the text as it comes.
   */
  public static void write(Path file, String text) throws IOException {
    boolean exists = Files.exists(file);
    if (exists && !Files.isRegularFile(file)) {
      Files.writeString(file, text);
      return;
    }
    try (WholeFile whole = WholeFile.create(exists ? file.toRealPath() : file)) {
      whole.write(text.getBytes(StandardCharsets.UTF_8));
      whole.commit();
    }
  }

  private static void requireOther(Path file, Path input) {
    try {
      if (Files.isRegularFile(file) && Files.exists(input) && Files.isSameFile(file, input)) {
        throw new UserException(
            "%s is read by the same command%s: name another file to write"
                .formatted(file, file.equals(input) ? "" : " as " + input));
      }
    } catch (IOException e) {
      // Then it can't be read either, which is told in its place.
    }
  }

  private static List<Path> parts(Path input) {
    Matcher name = PART.matcher(String.valueOf(input.getFileName()));
    if (!name.matches()) {
      return List.of(input);
    }
    List<Path> parts = new ArrayList<>(List.of(input));
    String every = Pattern.quote(name.group(1)) + "\\d{5}" + Pattern.quote(name.group(2));
    try (DirectoryStream<Path> beside =
        Files.newDirectoryStream(
            input.toAbsolutePath().getParent(),
            file -> file.getFileName().toString().matches(every))) {
      beside.forEach(parts::add);
    } catch (IOException e) {
      // As above.
    }
    return parts;
  }

  private static void requireWritable(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw new UserException(file + " is a directory; name a file to write");
    } else if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new UserException(file + " is a device or a pipe; name a file to write");
    } else if (directory == null || !Files.isDirectory(directory)) {
      throw new UserException(
          "no directory " + directory + " to write " + file.getFileName() + " to");
    } else if (!Files.isWritable(directory)) {
      throw new UserException("no permission to write to the directory " + directory);
    }
    // permissions do not tell all: a file system may be full, or take no files
    WholeFile.create(file).close();
  }
}
