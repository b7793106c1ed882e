package dev.quantloop.app.machine;

import java.io.IOException;
import java.nio.file.Files;
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

  /** Whether a file, which need not be there, lies on one. */
  public static boolean holds(Path file) {
    return type(file).isPresent();
  }

  /** The kernel's name of the network file system that a file lies on; empty for a local one. */
  public static Optional<String> type(Path file) {
    try {
      return Optional.of(Files.getFileStore(existing(file.toAbsolutePath())).type())
          .filter(NetworkDisk::isOne);
    } catch (IOException e) {
      return Optional.empty();
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
