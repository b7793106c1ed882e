/**
 * The bottom of the program: its version and directories, exit codes, and the errors that users
 * read. Every other package may use it; it uses none of them.
 */
package dev.quantloop.app;
