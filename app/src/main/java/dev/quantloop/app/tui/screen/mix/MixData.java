package dev.quantloop.app.tui.screen.mix;

import dev.quantloop.app.mix.MixStanding;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Mix;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.service.Tracker;
import java.util.List;
import java.util.Optional;

/**
 * What is on record of the searches for weights.
 *
 * @param mixes all of the experiment, latest first; of one of its own experiments, that alone
 * @param standing of the one that is shown; empty where there is none
 * @param verdicts a line each
 * @param run what is at work on it
 */
record MixData(
    List<Mix> mixes, Optional<MixStanding> standing, List<String> verdicts, Optional<Run> run) {
  /**
   * @param chosen which of them, counted from 0; past the last, the first again
   */
  static MixData read(Tracker tracker, ExperimentId id, int chosen) {
    List<Mix> mixes =
        tracker.mixes().find(id).map(List::of).orElseGet(() -> tracker.mixes().list(id));
    if (mixes.isEmpty()) {
      return new MixData(mixes, Optional.empty(), List.of(), Optional.empty());
    }
    Mix mix = mixes.get(chosen % mixes.size());
    Optional<Run> run = tracker.runs().active(mix.experiment());
    if (run.isEmpty()) {
      tracker.verdicts().judge(mix.finals());
    }
    MixStanding standing = MixStanding.of(tracker, mix);
    return new MixData(mixes, Optional.of(standing), standing.verdicts(tracker), run);
  }
}
