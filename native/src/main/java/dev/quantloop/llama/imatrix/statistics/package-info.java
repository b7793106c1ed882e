/**
 * What is in an importance matrix: statistics of its weights, experts and layers, and how far two
 * of them agree. Only arithmetic; each statistic is named and explained in {@link
 * dev.quantloop.llama.imatrix.statistics.Statistic}.
 */
package dev.quantloop.llama.imatrix.statistics;
