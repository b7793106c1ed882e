/** A folder with what came of an experiment, as it is published. */
package dev.quantloop.app.publish;
