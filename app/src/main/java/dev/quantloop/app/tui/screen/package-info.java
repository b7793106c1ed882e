/**
 * What all screens share: the services they call and the keys they have in common. Each screen has
 * a package of its own below this one.
 */
package dev.quantloop.app.tui.screen;
