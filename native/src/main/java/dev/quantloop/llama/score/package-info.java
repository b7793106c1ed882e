/**
 * Scoring a candidate's logits against a baseline's on the CPU, and the files that stand in for a
 * baseline: llama-perplexity's {@code .kld} and a temporary file of plain logits.
 */
package dev.quantloop.llama.score;
