/**
 * What an experiment is made of: its draft and settings, the plan of its corpora, its directory and
 * files.
 */
package dev.quantloop.app.experiment;
