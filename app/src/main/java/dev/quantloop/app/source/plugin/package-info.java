/**
 * Sources that other people write: programs that print JSONL, and plugins in jars ({@link
 * dev.quantloop.plugin.SourcePlugin}). What hangs, dies, prints garbage or too little is an error
 * of one line.
 */
package dev.quantloop.app.source.plugin;
