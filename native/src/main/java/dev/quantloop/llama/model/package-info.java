/** Models, tokenizers and contexts as closeable objects. */
package dev.quantloop.llama.model;
