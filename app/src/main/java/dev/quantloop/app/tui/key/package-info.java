/** Keys, and the tables that say what they do. */
package dev.quantloop.app.tui.key;
