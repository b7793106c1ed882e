package dev.quantloop.llama;

/**
 * A compute device that ggml offers.
 *
 * @param name ggml's name, such as {@code CPU} or {@code CUDA0}
 * @param freeBytes free memory as the driver reports it
 */
public record Device(String name, String description, long freeBytes, long totalBytes) {}
