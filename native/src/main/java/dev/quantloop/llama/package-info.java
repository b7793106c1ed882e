/**
 * The bottom of the binding: exceptions, the abort signal, progress and log. Every other package
 * may use it; it uses none of them.
 */
package dev.quantloop.llama;
