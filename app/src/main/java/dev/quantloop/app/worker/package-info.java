/**
 * The process that runs the loop, and those that start, watch and stop it. The worker alone loads
 * weights; the others know it through the database and its lock.
 */
package dev.quantloop.app.worker;
