package dev.quantloop.app;

import dev.quantloop.tracker.TrackerRemedy;

/** What to do about a failure of the lower modules, in terms of this program's options. */
final class RemedyText {
  private RemedyText() {}

  /**
   * @param experiment that the failure is about, "" for none
   */
  static String of(TrackerRemedy remedy, String experiment) {
    return switch (remedy) {
      case CHOOSE_OTHER_FILE -> "give another file with --db or QUANTLOOP_DB";
      case CREATE_EXPERIMENT -> "'quantloop new' or 'quantloop demo' makes it";
      case LIST_EXPERIMENTS -> "'quantloop ls' lists them all";
      case STOP_RUN -> "'quantloop stop %s' ends it".formatted(experiment);
      case WATCH_OR_STOP_RUN ->
          "'quantloop watch %s' shows it, 'quantloop stop %s' ends it"
              .formatted(experiment, experiment);
      case UPDATE_PROGRAM -> "update Quantloop, or give another file with --db";
    };
  }
}
