/**
 * Text on its way to tokens: named sources of files, the encoding check, the split into evaluation
 * and pool, the order in which corpora grow. Knows nothing of llama.cpp or of the database.
 */
package dev.quantloop.app.corpus;
