/**
 * The single stages: what {@code imatrix}, {@code quantize}, {@code kld}, {@code ppl} and {@code
 * tokens} do, without their flags and without what they print.
 */
package dev.quantloop.app.stage;
