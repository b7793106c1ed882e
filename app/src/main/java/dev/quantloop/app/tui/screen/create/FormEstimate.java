package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.UserException;
import dev.quantloop.app.create.SourceTokens;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.experiment.CorpusPlan;
import dev.quantloop.app.guide.ComparableExperiment;
import dev.quantloop.app.guide.Forecast;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingException;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.tui.form.Form;
import dev.quantloop.app.tui.form.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the experiment as it is entered would take.
 *
 * @param forecast empty while something for it is missing
 * @param refusal why there can't be one
 * @param waiting whether something is still being found out
 */
record FormEstimate(
    Optional<Forecast> forecast,
    Optional<ComparableExperiment> comparable,
    Optional<UserException> refusal,
    boolean waiting) {
  static final FormEstimate NONE = none(false);

  private static FormEstimate none(boolean waiting) {
    return new FormEstimate(Optional.empty(), Optional.empty(), Optional.empty(), waiting);
  }

  static FormEstimate of(Form form, Lookups found) {
    SettingValues settings = CreateForm.settings(form);
    Optional<BaselineFile> model = found.model().file();
    List<String> sources = CreateForm.sources(form);
    boolean current = found.model().text().equals(form.text(CreateForm.MODEL));
    boolean complete = model.isPresent() && current && !sources.isEmpty();
    boolean wrong = Setting.all().stream().anyMatch(s -> CreateForm.problem(form, s).isPresent());
    if (!complete || wrong || !form.has(Setting.QUANTS.id())) {
      return NONE;
    }
    List<CorpusPlan.Counted> counted = new ArrayList<>();
    for (String source : sources) {
      Optional<SourceTokens> count = found.count(source);
      if (count.isEmpty() || !count.get().problem().isEmpty()) {
        return none(
            count.isEmpty() && found.source(source).filter(SourceLookup::searched).isPresent());
      }
      SourceSpec spec = found.source(source).flatMap(SourceLookup::spec).orElseThrow();
      counted.add(new CorpusPlan.Counted(spec.name(), spec.use(), count.get().lengths()));
    }
    Optional<ComparableExperiment> comparable =
        found
            .find(Lookups.Survey.class, LookupEffects.surveyKey(form))
            .flatMap(Lookups.Survey::comparable);
    return of(settings, model.get(), counted, comparable, found.machine().memory());
  }

  private static FormEstimate of(
      SettingValues settings,
      BaselineFile model,
      List<CorpusPlan.Counted> counted,
      Optional<ComparableExperiment> comparable,
      long memory) {
    try {
      CorpusPlan plan = CorpusPlan.foreseen(counted, settings);
      Forecast.Asked asked = new Forecast.Asked(model, plan, settings, comparable);
      return new FormEstimate(
          Optional.of(Forecast.of(asked, memory)), comparable, Optional.empty(), false);
    } catch (UserException e) {
      return new FormEstimate(Optional.empty(), comparable, Optional.of(e), false);
    }
  }

  /** What is wrong, or nothing. */
  String problem() {
    return refusal.map(UserException::getMessage).orElse("");
  }

  /** Whether the problem is one of this row, or for the last row one of no row. */
  boolean concerns(Row row) {
    String wrong =
        refusal
            .filter(SettingException.class::isInstance)
            .map(e -> ((SettingException) e).setting().id())
            .orElse(CreateForm.CREATE);
    return refusal.isPresent() && row.name().equals(wrong);
  }
}
