/** Options that several commands share, as picocli mixins, and the types of their values. */
package dev.quantloop.app.cli.option;
