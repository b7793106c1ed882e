/** The domain: records, and the service {@link dev.quantloop.tracker.Tracker} that keeps them. */
package dev.quantloop.tracker;
