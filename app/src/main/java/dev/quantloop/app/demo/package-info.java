/** The embedded demo: a small model, its texts, and the experiment on them. */
package dev.quantloop.app.demo;
