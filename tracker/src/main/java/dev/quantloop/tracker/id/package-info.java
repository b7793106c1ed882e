/** Ids of recorded things, a type each. */
package dev.quantloop.tracker.id;
