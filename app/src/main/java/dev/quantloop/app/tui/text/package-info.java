/** Text on screens: long ones to scroll and search in, and lines that are being written. */
package dev.quantloop.app.tui.text;
