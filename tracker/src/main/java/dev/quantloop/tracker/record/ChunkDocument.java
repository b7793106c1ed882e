package dev.quantloop.tracker.record;

/**
 * Tokens of a document that a chunk of a corpus's token file holds.
 *
 * @param chunk its number in the token file
 * @param position of these tokens among the parts of the chunk, from 0
 * @param document number of the document in its source
 * @param firstToken of these tokens in the document
 */
public record ChunkDocument(int chunk, int position, int document, long firstToken, int tokens) {}
