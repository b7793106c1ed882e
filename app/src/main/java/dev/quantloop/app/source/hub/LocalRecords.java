package dev.quantloop.app.source.hub;

import dev.quantloop.app.source.RecordReader;
import java.nio.file.Path;

/** Opens a Parquet file. */
@FunctionalInterface
public interface LocalRecords {
  RecordReader open(Path file);
}
