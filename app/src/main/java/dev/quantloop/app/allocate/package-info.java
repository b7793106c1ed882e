/** Which tensor of a quant gets which type, so that the bits are where they matter. */
package dev.quantloop.app.allocate;
