/**
 * GGUF files in Java: reading them within strict bounds, refusing models that would abort libllama,
 * and writing small ones.
 */
package dev.quantloop.llama.gguf;
