package dev.quantloop.app.source;

import java.io.IOException;
import java.util.Optional;

/** Reads records one after the other. Used by one thread. */
public interface RecordReader extends AutoCloseable {
  /**
   * The next record; empty after the last.
   *
   * @throws BrokenRecordException for a record that is no use; the next call goes on after it
   * @throws IOException when there is no going on
   */
  Optional<SourceRecord> next() throws IOException;

  @Override
  void close();
}
