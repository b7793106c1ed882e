/**
 * Collects an importance matrix: sums the squared activations of each weight's input while text is
 * decoded, on the host or on the device.
 */
package dev.quantloop.llama.collect;
