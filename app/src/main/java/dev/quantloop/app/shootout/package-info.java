/** Holding corpora against each other. */
package dev.quantloop.app.shootout;
