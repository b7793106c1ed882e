/**
 * Datasets of the Hugging Face hub: rows from the dataset server, Parquet files from the hub, both
 * kept in the cache by the dataset's revision.
 */
package dev.quantloop.app.source.hub;
