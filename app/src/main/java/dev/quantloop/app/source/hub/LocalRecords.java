package dev.quantloop.app.source.hub;

import dev.quantloop.app.source.RecordReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Opens Parquet files. */
@FunctionalInterface
interface LocalRecords {
  /**
   * @param also a column that is needed beside that of the text
   */
  RecordReader open(Path file, Optional<String> also) throws IOException;
}
