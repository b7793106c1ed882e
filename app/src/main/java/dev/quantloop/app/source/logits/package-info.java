/** Text that comes with a baseline's stored predictions. */
package dev.quantloop.app.source.logits;
