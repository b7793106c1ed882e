/**
 * The tracker as its users see it: {@link dev.quantloop.tracker.service.Tracker} opens a database
 * and leads to one service for experiments, iterations, evaluations, runs, rankings and remarks.
 */
package dev.quantloop.tracker.service;
