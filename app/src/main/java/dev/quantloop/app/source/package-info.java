/**
 * Where texts come from: the sources that a user names, and the documents that they consist of,
 * read one after the other in constant memory. Knows nothing of llama.cpp or of the database.
 */
package dev.quantloop.app.source;
