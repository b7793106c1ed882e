/** Lists that are read from the database as a whole: judged files, files by size, ledgers. */
package dev.quantloop.app.tui.screen.listing;
