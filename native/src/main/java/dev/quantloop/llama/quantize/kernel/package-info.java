/**
 * Quantizing rows of weights in Java where that is faster than ggml's own functions and gives the
 * same bits. Knows neither libllama nor files.
 */
package dev.quantloop.llama.quantize.kernel;
