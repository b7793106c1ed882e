/** Decodes text and scores its logits: perplexity, and divergence from a baseline. */
package dev.quantloop.llama.evaluate;
