package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.tui.screen.ProgramActions;
import java.util.List;
import java.util.Optional;

/**
 * How the models of the experiment would be used. It is made by another process, for it takes
 * libllama to see the devices.
 *
 * @param lines the most important first
 * @param problem why there is none, or empty
 */
record ModelUse(List<String> lines, String problem) {
  /** What it depends on besides the model and the texts. */
  private static final List<Setting<?>> SETTINGS =
      List.of(
          Setting.QUANTS,
          Setting.CONTEXT,
          Setting.CHUNKS,
          Setting.THREADS,
          Setting.LAYERS,
          Setting.BATCH,
          Setting.MICRO_BATCH,
          Setting.FLASH_ATTENTION,
          Setting.ALL_POSITIONS,
          Setting.REQUANTIZE);

  /** Any that is free: the user may still be typing the experiment's own. */
  private static final String NAME = "new";

  ModelUse {
    lines = List.copyOf(lines);
  }

  /** Tells plans apart; empty while there is too little to plan with. */
  static Optional<String> key(CreateState state) {
    return spec(state).map(spec -> "plan " + spec);
  }

  private static Optional<ExperimentSpec> spec(CreateState state) {
    boolean planned = state.estimate().forecast().isPresent() && RowNotes.wrong(state).isEmpty();
    String name = NameSuggestions.free(NAME, state.lookups().names());
    return state
        .spec()
        .filter(spec -> planned)
        .map(
            spec ->
                new ExperimentSpec(
                    name, spec.model(), spec.sources(), spec.settings().only(SETTINGS)));
  }

  /** The plan that the form leads to now; empty while it is not known. */
  static Optional<ModelUse> of(CreateState state) {
    return key(state).flatMap(key -> state.lookups().find(ModelUse.class, key));
  }

  /** Asks for it; empty if that was ended for a later plan. */
  static Optional<ModelUse> ask(CreateState state) {
    ProgramActions work = state.services().work();
    try {
      return work.plan(spec(state).orElseThrow()).map(lines -> new ModelUse(lines, ""));
    } catch (RuntimeException e) {
      return Optional.of(new ModelUse(List.of(), FailureMessage.ofAny(e)));
    }
  }
}
