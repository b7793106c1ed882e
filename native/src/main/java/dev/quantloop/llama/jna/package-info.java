/**
 * The C side, mirrored by JNA: functions under their C names, structs as offsets kept as data, and
 * the checks that prove an offset table before it is used. Nothing here is clever; everything that
 * is stands in {@code dev.quantloop.llama}.
 */
package dev.quantloop.llama.jna;
