/** What the launcher script needs inside the JVM. */
package dev.quantloop.app.launcher;
