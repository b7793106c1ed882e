/**
 * The one engine: loads models so that they fit, collects the sums of imatrices, quantizes and
 * evaluates. The single commands add reading files and printing; the loop adds committing every
 * unit and resuming.
 */
package dev.quantloop.app.engine;
