/** What is computed from what is recorded: rankings, comparisons, summaries, answers to SQL. */
package dev.quantloop.tracker.view;
