package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.corpus.SourceSpec;
import dev.quantloop.app.create.SourceTokens;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.guide.Precedent;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.form.Form;
import dev.quantloop.app.tui.form.Row;
import dev.quantloop.app.tui.form.UserPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Looks up what has to be known of what is entered, and neither is known nor is being looked up.
 */
final class LookupEffects {
  /**
   * A lookup has ended.
   *
   * @param lookup its key
   * @param change puts it beside what else is known
   */
  record Answered(String lookup, UnaryOperator<Lookups> change) implements Message {}

  /** The form has been left alone for a while since it led to another plan. */
  record PlanDue(String lookup) implements Message {}

  /** Nobody changes a setting twice in so short a time. */
  private static final Duration PAUSE = Duration.ofMillis(700);

  private final CreateState state;
  private final Map<String, Effect> wanted = new HashMap<>();

  private LookupEffects(CreateState state) {
    this.state = state;
  }

  /** The lookups by their keys, without those that are going on. */
  static Map<String, Effect> of(CreateState state) {
    LookupEffects effects = new LookupEffects(state);
    effects.model();
    effects.sources();
    effects.tokens();
    effects.survey();
    effects.plan();
    effects.wanted.keySet().removeAll(state.asked());
    return effects.wanted;
  }

  /** Whether model and sources are known as they are entered, right or wrong. */
  static boolean complete(CreateState state) {
    return state.lookups().model().text().equals(state.form().text(CreateForm.MODEL))
        && CreateForm.sources(state.form()).stream()
            .allMatch(source -> state.lookups().source(source).isPresent());
  }

  /** What speeds depend on, as far as it is entered. */
  static String surveyKey(Form form) {
    SettingValues settings = CreateForm.settings(form);
    return "survey %s %d %s"
        .formatted(
            form.text(CreateForm.MODEL),
            settings.get(Setting.LAYERS),
            settings.find(Setting.THREADS));
  }

  private Path home() {
    return state.services().directories().home();
  }

  private String modelText() {
    return state.form().text(CreateForm.MODEL);
  }

  private void model() {
    String text = modelText();
    if (!text.isEmpty() && !state.lookups().model().text().equals(text)) {
      Path home = home();
      inBackground(
          "model " + text,
          () -> {
            ModelLookup read = ModelLookup.read(text, home);
            return found -> found.with(read);
          });
    }
  }

  /** While a source is being typed, directories are not searched: the first would be the root. */
  private void sources() {
    for (int i = 0; i < state.form().rows().size(); i++) {
      Row row = state.form().rows().get(i);
      String text = row.entry().text();
      if (!CreateForm.isSource(row) || text.isEmpty()) {
        continue;
      }
      Optional<SourceLookup> known = state.lookups().source(text);
      Path home = home();
      if (i == state.form().focus()) {
        if (known.isEmpty()) {
          read("glance " + text, () -> SourceLookup.glance(text, home));
        }
      } else if (known.isEmpty() || known.get().unsearched()) {
        read("search " + text, () -> SourceLookup.search(text, home));
      }
    }
  }

  private void read(String lookup, Supplier<SourceLookup> reading) {
    inBackground(
        lookup,
        () -> {
          SourceLookup read = reading.get();
          return found -> found.with(read);
        });
  }

  private void inBackground(String lookup, Supplier<UnaryOperator<Lookups>> work) {
    wanted.put(lookup, background(lookup, work));
  }

  private static Effect background(String lookup, Supplier<UnaryOperator<Lookups>> work) {
    return new Effect.Background(answers -> answers.accept(new Answered(lookup, work.get())));
  }

  /** All sources that are not counted yet, once none is being looked for. */
  private void tokens() {
    Optional<BaselineFile> model = model(state);
    Map<String, SourceSpec> missing = new HashMap<>();
    for (String source : CreateForm.sources(state.form())) {
      Optional<SourceLookup> found = state.lookups().source(source);
      boolean typing = source.equals(state.form().focused().entry().text());
      if (found.isEmpty() || found.get().unsearched()) {
        if (!typing) {
          return;
        }
      } else if (found.get().searched() && state.lookups().count(source).isEmpty()) {
        missing.put(source, found.get().spec().orElseThrow());
      }
    }
    if (model.isPresent() && !missing.isEmpty()) {
      count(model.get().file(), missing);
    }
  }

  /** The model, if what was read is what is entered. */
  private static Optional<BaselineFile> model(CreateState state) {
    ModelLookup found = state.lookups().model();
    boolean current = found.text().equals(state.form().text(CreateForm.MODEL));
    return current ? found.file() : Optional.empty();
  }

  private void count(Path model, Map<String, SourceSpec> missing) {
    String text = modelText();
    List<String> sources = missing.keySet().stream().sorted().toList();
    String lookup = "count " + text + "\n" + String.join("\n", sources);
    List<SourceSpec> specs = sources.stream().map(missing::get).toList();
    inBackground(
        lookup,
        () -> {
          Map<String, SourceTokens> counts = counts(model, sources, specs);
          return found -> found.with(text, counts);
        });
  }

  /** None if another count has ended this one. */
  private Map<String, SourceTokens> counts(
      Path model, List<String> sources, List<SourceSpec> specs) {
    Map<String, SourceTokens> counts = new HashMap<>();
    List<SourceTokens> counted = counted(model, specs);
    for (int i = 0; i < counted.size(); i++) {
      SourceTokens one = counted.get(i);
      String problem = UserPath.shortenedIn(one.problem(), home());
      counts.put(sources.get(i), new SourceTokens(one.tokens(), problem));
    }
    return counts;
  }

  private List<SourceTokens> counted(Path model, List<SourceSpec> specs) {
    try {
      return state.services().work().countTokens(model, specs).orElse(List.of());
    } catch (RuntimeException e) {
      String reason = FailureMessage.of(e).orElseGet(e::toString);
      return Collections.nCopies(specs.size(), new SourceTokens(0, reason));
    }
  }

  private void survey() {
    String key = surveyKey(state.form());
    Optional<BaselineFile> model = model(state);
    if (model.isPresent() && !state.lookups().precedents().containsKey(key)) {
      Path database = state.services().database();
      wanted.put(
          key,
          new Effect.Ask(
              tracker ->
                  surveyed(key, Precedent.find(tracker, like(model.get())), machine(database))));
    }
  }

  /** The tracker has been asked for speeds, the machine for memory and disk. */
  static Answered surveyed(String key, Optional<Precedent> precedent, Lookups.Machine machine) {
    return new Answered(key, found -> found.with(key, precedent, machine));
  }

  private void plan() {
    ModelUse.key(state)
        .filter(key -> !state.lookups().plans().containsKey(key))
        .ifPresent(key -> wanted.put(key, new Effect.Later(PAUSE, new PlanDue(key))));
  }

  /** The plan that has become due, if the form still leads to it. */
  static Optional<Effect> plan(CreateState state, PlanDue due) {
    return ModelUse.key(state)
        .filter(due.lookup()::equals)
        .map(
            key ->
                background(
                    key,
                    () -> {
                      Optional<ModelUse> plan = ModelUse.ask(state);
                      return found -> plan.map(one -> found.withPlan(key, one)).orElse(found);
                    }));
  }

  private Precedent.Wanted like(BaselineFile model) {
    SettingValues settings = CreateForm.settings(state.form());
    return new Precedent.Wanted(
        model.file(),
        model.bytes(),
        model.parameters(),
        ThisMachine.name(),
        settings.find(Setting.THREADS),
        settings.get(Setting.LAYERS));
  }

  private static Lookups.Machine machine(Path database) {
    return new Lookups.Machine(ThisMachine.availableMemory(), freeBytes(database));
  }

  private static long freeBytes(Path database) {
    try {
      return Files.getFileStore(database.toAbsolutePath().getParent()).getUsableSpace();
    } catch (IOException e) {
      return Lookups.Machine.UNKNOWN.disk();
    }
  }
}
