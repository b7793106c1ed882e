/**
 * Logits and comparisons in the HDF5 files of llama-gguf-optimize. jhdf reads all of them and
 * writes the small ones; logits are written here, because jhdf holds a file in memory until it is
 * complete.
 */
package dev.quantloop.llama.hdf5;
