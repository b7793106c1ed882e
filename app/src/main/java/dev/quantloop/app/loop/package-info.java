/**
 * The use cases of an experiment, shared by the commands, the worker and later the screens: create
 * it, plan its iterations, run them. Nothing in here knows a terminal.
 */
package dev.quantloop.app.loop;
