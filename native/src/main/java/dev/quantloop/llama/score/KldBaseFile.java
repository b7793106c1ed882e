package dev.quantloop.llama.score;

/** llama-perplexity's base log-probabilities. */
public final class KldBaseFile {}
