/** Quantizes model files, with or without an importance matrix. */
package dev.quantloop.llama.quantize;
