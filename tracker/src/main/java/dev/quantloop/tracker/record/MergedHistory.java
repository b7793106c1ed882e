package dev.quantloop.tracker.record;

import java.util.List;

/**
 * What came of another history.
 *
 * @param rows added or brought up to date
 */
public record MergedHistory(
    List<MergedExperiment> experiments, List<BroughtFile> files, long rows) {
  public MergedHistory {
    experiments = List.copyOf(experiments);
    files = List.copyOf(files);
  }
}
