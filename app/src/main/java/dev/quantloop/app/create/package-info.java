/** Creates experiments. */
package dev.quantloop.app.create;
