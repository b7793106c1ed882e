/** Chooses, installs and proves the libllama that this machine uses. */
package dev.quantloop.llama.runtime;
