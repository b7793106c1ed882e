/** Ringing for users who look elsewhere. */
package dev.quantloop.app.notify;
