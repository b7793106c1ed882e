/** Tables of which people choose, sort, filter and mark rows. */
package dev.quantloop.app.tui.table;
