/**
 * The catalog of figures ({@link dev.quantloop.tracker.stats.Figure}), which figures stand where,
 * and how they follow from per-token results. Arithmetic that knows no database.
 */
package dev.quantloop.tracker.stats;
