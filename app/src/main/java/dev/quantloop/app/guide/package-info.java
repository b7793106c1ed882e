/**
 * The guide of an experiment: what its iterations showed and what to try next. {@link
 * dev.quantloop.app.guide.ReadEvidence} reads what is on record; everything else is a function of
 * that, and knows neither database nor terminal.
 */
package dev.quantloop.app.guide;
