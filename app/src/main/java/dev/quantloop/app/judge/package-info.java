/** Judging files from outside against one baseline. */
package dev.quantloop.app.judge;
