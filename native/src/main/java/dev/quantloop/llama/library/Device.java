package dev.quantloop.llama.library;

/**
 * A compute device that ggml offers.
 *
 * @param name ggml's name, such as {@code CPU} or {@code CUDA0}
 * @param gpu whether layers can be put on it
 * @param freeBytes free memory as the driver reports it
 */
public record Device(
    String name, String description, boolean gpu, long freeBytes, long totalBytes) {}
