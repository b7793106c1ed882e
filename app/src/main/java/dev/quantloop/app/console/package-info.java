/** What the user sees and how it is written: streams, tables, figures, JSON and progress. */
package dev.quantloop.app.console;
