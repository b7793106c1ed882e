package dev.quantloop.llama.install;

import dev.quantloop.llama.file.FileOwner;
import dev.quantloop.llama.file.NetworkDisk;
import dev.quantloop.llama.file.ScratchDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The directories of libraries in the cache, one per build. Each appears whole or not at all: it is
 * filled beside its place, forced to the disk and renamed, under a lock among threads and
 * processes, whose file stays behind: removing it would let two hold locks on different files.
 */
record LibraryStore(Path root) {
  private static final String PART = ".part";

  // A file lock belongs to the whole JVM, so threads need a lock of their own.
  private static final ReentrantLock THREADS = new ReentrantLock();

  /**
   * Puts a build's libraries into an empty directory; {@code scratch} is thrown away afterwards.
   */
  interface Filling {
    void fill(Path libraries, Path scratch) throws IOException;
  }

  /** The directory of this name, if it is there; reads only. */
  Optional<Path> find(String name) {
    Path directory = root.resolve(name);
    return holdsLlama(directory) ? Optional.of(directory) : Optional.empty();
  }

  /**
   * The directory of this name, filled now if it is not there yet.
   *
   * @param onWait run when another is at it, before waiting for that one
   */
  Path findOrFill(String name, Runnable onWait, Filling filling) throws IOException {
    Files.createDirectories(root);
    if (!THREADS.tryLock()) {
      onWait.run();
      THREADS.lock();
    }
    try (FileChannel held =
        FileChannel.open(
            root.resolve("." + name + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      lock(held, onWait);
      Optional<Path> present = find(name);
      return present.isPresent() ? present.get() : fill(name, filling);
    } finally {
      THREADS.unlock();
    }
  }

  /**
   * Keeps two installers from doing the same work. On a file system without locks both do it: what
   * is there is complete, whoever put it there.
   */
  private static void lock(FileChannel file, Runnable onWait) {
    try {
      if (file.tryLock() == null) {
        onWait.run();
        file.lock();
      }
    } catch (IOException e) {
      // There are no locks here.
    }
  }

  private Path fill(String name, Filling filling) throws IOException {
    removeLeftovers(name);
    Path scratch = Files.createDirectory(FileOwner.temporary(root.resolve(name), PART));
    try {
      Path libraries = Files.createDirectory(scratch.resolve("libraries"));
      filling.fill(libraries, scratch);
      return publish(libraries, root.resolve(name));
    } finally {
      ScratchDirectory.delete(scratch);
    }
  }

  private static Path publish(Path libraries, Path target) throws IOException {
    if (!holdsLlama(libraries)) {
      throw new IOException("the package holds no llama library");
    }
    force(libraries);
    try {
      Files.move(libraries, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (holdsLlama(target)) {
        return target; // another machine was faster, whose lock did not reach us
      }
      ScratchDirectory.delete(target); // someone took the library out by hand
      Files.move(libraries, target, StandardCopyOption.ATOMIC_MOVE);
    }
    force(target.getParent());
    return target;
  }

  /**
   * What installers of this machine that were killed have left, those of earlier versions too.
   * Others may be at work where locks do not reach them.
   */
  private void removeLeftovers(String name) throws IOException {
    if (!NetworkDisk.holds(root)) {
      try (DirectoryStream<Path> earlier = Files.newDirectoryStream(root, "." + name + ".tmp*")) {
        earlier.forEach(ScratchDirectory::delete);
      }
    }
    FileOwner.deleteLeftovers(root.resolve(name), PART);
  }

  private static boolean holdsLlama(Path directory) {
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(directory, "libllama.*{so,dylib}")) {
      return found.iterator().hasNext();
    } catch (IOException e) {
      return false;
    }
  }

  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
