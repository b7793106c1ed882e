package dev.quantloop.app.bench;

import java.util.List;

/**
 * Work that both sides do.
 *
 * @param name of the stage
 * @param limit the ratio of our time to theirs that this program promises; NaN for none
 * @param ours lines of a shell script
 * @param theirs lines of a shell script
 */
record Contest(String name, double limit, List<ShellLine> ours, List<ShellLine> theirs) {}
