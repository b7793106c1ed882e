/** A console for questions to the database in SQL. */
package dev.quantloop.app.tui.screen.sql;
