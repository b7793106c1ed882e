/** Results that other programs have written, read from their logs, tables and files. */
package dev.quantloop.app.imports;
