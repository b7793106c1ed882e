/**
 * Files that appear whole or not at all, files that nobody keeps, and what to tell the user when
 * one fails.
 */
package dev.quantloop.llama.file;
