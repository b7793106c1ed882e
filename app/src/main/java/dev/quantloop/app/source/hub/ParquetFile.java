package dev.quantloop.app.source.hub;

import java.net.URI;

/** A Parquet file with rows of a split. */
record ParquetFile(URI address, String filename, long bytes) {}
