/**
 * Documents on their way to corpora: the split into evaluation and pool, the order in which corpora
 * grow, overlap, and token files. Knows nothing of llama.cpp or of the database.
 */
package dev.quantloop.app.corpus;
