/** What is recorded, one record a row of a table, and {@code New…} records for rows to insert. */
package dev.quantloop.tracker.record;
