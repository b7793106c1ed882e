/** Forms: rows that are filled in, one under the other. Values that know no screen and no disk. */
package dev.quantloop.app.tui.form;
