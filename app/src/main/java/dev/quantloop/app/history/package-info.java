/** Histories as a whole: whether one is sound, and how several become one. */
package dev.quantloop.app.history;
