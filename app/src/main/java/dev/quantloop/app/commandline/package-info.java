/** Writes requests as the commands that people would type for them. */
package dev.quantloop.app.commandline;
