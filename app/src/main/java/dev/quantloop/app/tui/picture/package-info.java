/** Pictures of screens, made without any terminal. */
package dev.quantloop.app.tui.picture;
