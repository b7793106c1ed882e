package dev.quantloop.llama.file;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** File systems that several machines share, where locks may not reach the others. */
public final class NetworkDisk {
  private static final Pattern TYPES =
      Pattern.compile(
          "nfs|cifs|smb|lustre|gpfs|beegfs|ceph|panfs|wekafs|afs|9p|orangefs|pvfs2|ocfs2|gfs2"
              + "|fuse\\.(sshfs|glusterfs|ceph|juicefs|s3fs|rclone|mfs)");

  private NetworkDisk() {}

  /** Whether a file, which need not be there, lies on one, or may do so as nothing tells. */
  public static boolean holds(Path file) {
    try {
      return type(file).isPresent();
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * The kernel's name of the network file system that a file lies on; empty for a local one.
   *
   * @throws IOException where that can't be told
   */
  public static Optional<String> type(Path file) throws IOException {
    return Optional.of(store(file.toAbsolutePath()).type()).filter(NetworkDisk::isOne);
  }

  /** That of the file, or of the nearest directory above it that is there. */
  private static FileStore store(Path file) throws IOException {
    try {
      return Files.getFileStore(file);
    } catch (NoSuchFileException e) {
      return store(file.getParent());
    }
  }

  /**
   * @param type of a file system, as the kernel names it
   */
  static boolean isOne(String type) {
    return TYPES.matcher(type).lookingAt();
  }

  /** The file, or the nearest directory above it that is there. */
  public static Path existing(Path file) {
    Path existing = file;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    return existing;
  }
}
