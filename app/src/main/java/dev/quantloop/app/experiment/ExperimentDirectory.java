package dev.quantloop.app.experiment;

import dev.quantloop.app.experiment.LedgerPlan.ChunkRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Where an experiment's files lie: below {@code experiments/} beside the database, which is noted
 * in it. File names are a function of what they hold, so an interrupted run finds them again.
 */
public record ExperimentDirectory(Path root) {
  /** How the names of files that are not complete look. */
  private static final Pattern TEMPORARY = Pattern.compile(".*\\.tmp\\d*|.*\\.part");

  /**
   * Creates a directory that nobody has: the one wanted or, where something of that name exists,
   * one with a number added.
   */
  public static ExperimentDirectory createNew(Path wanted) throws IOException {
    Files.createDirectories(wanted.getParent());
    for (int number = 1; ; number++) {
      String suffix = number == 1 ? "" : "-" + number;
      try {
        return new ExperimentDirectory(
            Files.createDirectory(wanted.resolveSibling(wanted.getFileName() + suffix)));
      } catch (FileAlreadyExistsException e) {
        // Another database in the same place has it.
      }
    }
  }

  /** A note of the database that the files belong to. */
  Path owner() {
    return root.resolve("owner");
  }

  /** The file whose OS lock the one running worker holds. */
  public Path lockFile() {
    return root.resolve("worker.lock");
  }

  /** A note of the model file whose SHA-256 has been verified. */
  public Path knownModel() {
    return root.resolve("model.known");
  }

  /** The same of the file of the baseline's predictions. */
  public Path knownLogits() {
    return root.resolve("logits.known");
  }

  public Path logs() {
    return root.resolve("logs");
  }

  public Path tokens(String source) {
    return root.resolve("corpus").resolve(source + ".tokens");
  }

  public Path ledgerBlock(String source, ChunkRange chunks) {
    String name = "%s-%06d-%02d.gguf".formatted(source, chunks.first(), chunks.count());
    return ledger().resolve(name);
  }

  public Path ledger() {
    return root.resolve("ledger");
  }

  /** The blocks that are there, by the names that they are given here, and parts of some. */
  public List<Path> ledgerFiles() throws IOException {
    try (Stream<Path> files = Files.list(ledger())) {
      return files.filter(ExperimentDirectory::isBlock).sorted().toList();
    }
  }

  private static boolean isBlock(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file)
        && (name.matches(".+-\\d{6,}-\\d{2,}\\.gguf") || TEMPORARY.matcher(name).matches());
  }

  public Path imatrix(int iteration, int replicate) {
    return root.resolve("imatrix").resolve(name(iteration, replicate) + ".gguf");
  }

  public Path quant(int iteration, int replicate, String quantType) {
    return root.resolve("quants")
        .resolve("%s-%s.gguf".formatted(name(iteration, replicate), quantType));
  }

  /** "iter-003", and of its second replicate "iter-003.2". */
  private static String name(int iteration, int replicate) {
    return "iter-%03d".formatted(iteration) + (replicate > 0 ? "." + replicate : "");
  }

  /** The quants that are there, by the names that they are given here. */
  public List<Path> quants() {
    try (Stream<Path> files = Files.list(root.resolve("quants"))) {
      return files
          .filter(
              file -> file.getFileName().toString().matches("iter-\\d{3,}(\\.\\d+)?-\\w+\\.gguf"))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Creates the directory and its parts. */
  public void create() throws IOException {
    for (String part : List.of("corpus", "ledger", "imatrix", "quants", "logs")) {
      Files.createDirectories(root.resolve(part));
    }
  }

  /**
   * Deletes what a killed worker left half-written: files, and the directories that llama.cpp
   * quantizes into, with all that is in them. To be called under the lock.
   */
  public void deleteTemporaryFiles() throws IOException {
    for (Path file : deepestFirst()) {
      if (isTemporary(root.relativize(file))) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static boolean isTemporary(Path below) {
    return StreamSupport.stream(below.spliterator(), false)
        .anyMatch(name -> TEMPORARY.matcher(name.toString()).matches());
  }

  /** Deletes the directory with all that is in it. */
  public void delete() throws IOException {
    for (Path file : deepestFirst()) {
      Files.deleteIfExists(file);
    }
  }

  private List<Path> deepestFirst() throws IOException {
    return everything().stream().sorted(Comparator.reverseOrder()).toList();
  }

  /** Bytes that deleting the directory frees: without what another experiment shares. */
  public long bytes() throws IOException {
    long bytes = 0;
    for (Path file : everything()) {
      bytes += Files.isRegularFile(file) && !isLinkedElsewhere(file) ? Files.size(file) : 0;
    }
    return bytes;
  }

  private static boolean isLinkedElsewhere(Path file) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("unix")
        && (int) Files.getAttribute(file, "unix:nlink") > 1;
  }

  private List<Path> everything() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files.toList();
    } catch (UncheckedIOException e) {
      throw e.getCause(); // such as a file that a run has just renamed
    }
  }
}
