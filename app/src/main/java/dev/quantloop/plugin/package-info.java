/**
 * The interface of plugins, which give Quantloop texts from wherever they know to find them. A
 * plugin is a jar in {@code $XDG_DATA_HOME/quantloop/plugins} with a {@link
 * dev.quantloop.plugin.SourcePlugin} that is named in {@code META-INF/services}. Depends on
 * nothing.
 */
package dev.quantloop.plugin;
