/** An experiment's history for other programs and for people. */
package dev.quantloop.tracker.export;
