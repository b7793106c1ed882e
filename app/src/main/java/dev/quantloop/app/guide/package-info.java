/**
 * The guide of an experiment: what its iterations showed and what to try next. {@link
 * dev.quantloop.app.guide.Evidence} holds what is on record; what is found and suggested is a
 * function of that, and knows neither database nor terminal.
 */
package dev.quantloop.app.guide;
