/** Importance matrices: sums of squared activations by weight, and the files that hold them. */
package dev.quantloop.llama.imatrix;
