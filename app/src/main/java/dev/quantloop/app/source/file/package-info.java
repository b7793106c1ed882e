/** Reads documents from files and from standard input, whatever they are packed in. */
package dev.quantloop.app.source.file;
