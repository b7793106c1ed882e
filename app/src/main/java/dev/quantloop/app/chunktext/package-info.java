/** The text of evaluation chunks, for people who want to read where a quant diverges. */
package dev.quantloop.app.chunktext;
