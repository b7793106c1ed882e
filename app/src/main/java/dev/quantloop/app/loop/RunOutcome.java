package dev.quantloop.app.loop;

import dev.quantloop.tracker.record.RunState;

/** How a run ended, and why, in a line for people. */
public record RunOutcome(RunState state, String reason) {}
