/** What commands print: results as text and as JSON. */
package dev.quantloop.app.cli.report;
