/** The bottom of the tracker: the exception that all of it throws. */
package dev.quantloop.tracker;
