/**
 * Fetches the prebuilt llama.cpp with the user's own npm, checks it against pinned digests, and
 * keeps it in the user's cache. Loads nothing: that is the probe's and the runtime's part.
 */
package dev.quantloop.llama.install;
