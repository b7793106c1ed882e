/**
 * How values are written for people and for other programs: numbers, amounts, text tables, JSON.
 */
package dev.quantloop.app.format;
