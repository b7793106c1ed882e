/** Opens sources of every kind. */
package dev.quantloop.app.source.open;
