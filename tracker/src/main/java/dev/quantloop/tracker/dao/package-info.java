/**
 * Internal: one connection, and one class a table that holds its SQL. Only the service calls it.
 */
package dev.quantloop.tracker.dao;
