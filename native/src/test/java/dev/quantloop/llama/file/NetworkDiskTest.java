package dev.quantloop.llama.file;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkDiskTest {
  @ParameterizedTest
  @ValueSource(strings = {"nfs4", "cifs", "smb3", "lustre", "gpfs", "ceph", "fuse.sshfs"})
  void networkFileSystemsAreKnown(String type) {
    assertTrue(NetworkDisk.isOne(type));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "apfs", "fuse.ntfs"})
  void localOnesAreNotTakenForThem(String type) {
    assertFalse(NetworkDisk.isOne(type));
  }

  @Test
  void aFileOfWhichNothingTellsMayLieOnOne(@TempDir Path directory) {
    assertFalse(NetworkDisk.holds(directory.resolve("no/such/file")));
    assertTrue(NetworkDisk.holds(directory.resolve("x".repeat(1000))), "no name can be that long");
  }
}
