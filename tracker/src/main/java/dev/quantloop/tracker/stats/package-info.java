/** Figures from per-token results; pure functions that know no database. */
package dev.quantloop.tracker.stats;
