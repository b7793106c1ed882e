/** The program: entry point, directories, exit codes and the errors that users read. */
package dev.quantloop.app;
