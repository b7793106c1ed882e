/**
 * The connections, and one class a table, or two that belong together, which holds its SQL.
 * Internal to the service but for {@link dev.quantloop.tracker.dao.ReadOnlyHistory}.
 */
package dev.quantloop.tracker.dao;
