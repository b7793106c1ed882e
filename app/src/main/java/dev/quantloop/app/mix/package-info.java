/** Searches for the weights of an experiment's sources. */
package dev.quantloop.app.mix;
