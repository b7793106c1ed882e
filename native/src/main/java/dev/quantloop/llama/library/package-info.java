/** A loaded libllama: its devices, its log, and the proof that its layout is the expected one. */
package dev.quantloop.llama.library;
