package dev.quantloop.app.corpus;

import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceUse;

/**
 * How many chunks the parts of a source are to have.
 *
 * @param evaluation chunks that are evaluated on
 * @param evaluatesRest whether instead all are that are not kept back
 * @param perDocument chunks of a document in a part, while there are enough documents
 */
record SplitSizes(
    SourceUse use,
    int contextSize,
    int evaluation,
    boolean evaluatesRest,
    int search,
    int heldOut,
    int perDocument) {
  /** Text that serves calibration alone is in no other part. */
  static SplitSizes of(SourceUse use, SettingValues settings, int evaluationChunks) {
    boolean evaluated = use.isEvaluated();
    return new SplitSizes(
        use,
        settings.get(Setting.CONTEXT),
        evaluated ? evaluationChunks : 0,
        use == SourceUse.EVALUATION && settings.get(Setting.WHOLE_EVALUATION),
        evaluated ? settings.get(Setting.SEARCH_CHUNKS) : 0,
        evaluated ? settings.find(Setting.HELD_OUT_CHUNKS).orElse(0) : 0,
        settings.get(Setting.PER_DOCUMENT));
  }

  int reserved() {
    return search + heldOut;
  }
}
