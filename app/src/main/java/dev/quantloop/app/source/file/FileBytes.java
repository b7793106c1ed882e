package dev.quantloop.app.source.file;

import dev.quantloop.app.PathName;
import dev.quantloop.app.UserException;
import dev.quantloop.app.source.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** A file's bytes; size and time of its last change tell whether it has stayed the same. */
final class FileBytes implements ByteSource {
  private final Path file;
  private final Map<String, Object> stamp;

  FileBytes(Path file) {
    this.file = file;
    this.stamp = stamp();
  }

  Path file() {
    return file;
  }

  @Override
  public String name() {
    return PathName.of(file);
  }

  @Override
  public InputStream open() throws IOException {
    return open(0);
  }

  @Override
  public InputStream open(long offset) throws IOException {
    requireUnchanged();
    SeekableByteChannel channel = Files.newByteChannel(file);
    return Channels.newInputStream(channel.position(offset));
  }

  @Override
  public void requireUnchanged() {
    if (!stamp().equals(stamp)) {
      throw new UserException(name() + " was changed while it was read; try again when it is done");
    }
  }

  private Map<String, Object> stamp() {
    try {
      return Files.readAttributes(file, "unix:size,ctime,ino");
    } catch (NoSuchFileException e) {
      throw new UserException("no such file: " + name(), e);
    } catch (IOException e) {
      throw Utf8.unreadable(file, e);
    }
  }
}
