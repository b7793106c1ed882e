package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.UserPath;
import dev.quantloop.app.create.SourceTokens;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.guide.ComparableExperiment;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.form.Form;
import dev.quantloop.app.tui.form.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks up what has to be known of what is entered, and neither is known nor is being looked up.
 */
final class LookupEffects {
  /**
   * A lookup has ended, or found something.
   *
   * @param lookup its key if it has ended
   * @param answers as {@link Lookups} keeps them
   */
  record Answered(String lookup, Map<String, Object> answers) implements Message {}

  /** The form has been left alone for a while since it led to another plan. */
  record PlanDue(String lookup) implements Message {}

  /** Nobody changes a setting twice in so short a time. */
  private static final Duration PAUSE = Duration.ofMillis(700);

  private static final String COUNT = "count ";
  private static final String GOES_ON = "";

  private final CreateState state;
  private final Lookups found;
  private final Map<String, Effect> wanted = new HashMap<>();

  private LookupEffects(CreateState state) {
    this.state = state;
    this.found = state.lookups();
  }

  /** The lookups by their keys, without those that are going on. */
  static Map<String, Effect> of(CreateState state) {
    LookupEffects effects = new LookupEffects(state);
    effects.modelHeader();
    effects.sources();
    effects.tokens();
    effects.survey();
    effects.plan();
    effects.wanted.keySet().removeAll(state.lookups().asked());
    return effects.wanted;
  }

  /** Whether model and sources are known as they are entered, right or wrong. */
  static boolean complete(CreateState state) {
    Lookups found = state.lookups();
    return found.model().text().equals(state.form().text(CreateForm.MODEL))
        && CreateForm.sources(state.form()).stream()
            .allMatch(source -> found.source(source).isPresent());
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

  private void modelHeader() {
    String text = modelText();
    if (!text.isEmpty() && !found.model().text().equals(text)) {
      Path home = home();
      inBackground(
          "model " + text, () -> Lookups.answer(Lookups.LAST, ModelLookup.read(text, home)));
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
      Optional<SourceLookup> known = found.source(text);
      Path home = home();
      if (i == state.form().focus()) {
        if (known.isEmpty()) {
          inBackground(
              "glance " + text, () -> Lookups.answer(text, SourceLookup.glance(text, home)));
        }
      } else if (known.isEmpty() || known.get().unsearched()) {
        inBackground("search " + text, () -> Lookups.answer(text, SourceLookup.search(text, home)));
      }
    }
  }

  private void inBackground(String lookup, Supplier<Map<String, Object>> work) {
    wanted.put(lookup, background(lookup, work));
  }

  private static Effect background(String lookup, Supplier<Map<String, Object>> work) {
    return new Effect.Background(answers -> answers.accept(new Answered(lookup, work.get())));
  }

  /** All sources that are not counted yet, once none is being looked for. */
  private void tokens() {
    Set<String> missing = new TreeSet<>();
    for (String text : CreateForm.sources(state.form())) {
      Optional<SourceLookup> source = found.source(text);
      boolean typing = text.equals(state.form().focused().entry().text());
      if (source.isEmpty() || source.get().unsearched()) {
        if (!typing) {
          return;
        }
      } else if (source.get().searched() && found.count(text).isEmpty()) {
        missing.add(text);
      }
    }
    model()
        .filter(model -> !missing.isEmpty())
        .ifPresent(
            model ->
                count(
                    model.file(),
                    missing.stream().sorted(Comparator.comparing(this::bytes)).toList()));
  }

  /** The smallest are counted first, so that there is something to see. */
  private long bytes(String source) {
    return found.source(source).orElseThrow().bytes();
  }

  /** The model, if what was read is what is entered. */
  private Optional<BaselineFile> model() {
    return found.model().text().equals(modelText()) ? found.model().file() : Optional.empty();
  }

  private void count(Path model, List<String> sources) {
    String text = modelText();
    String lookup = COUNT + text + "\n" + String.join("\n", sources);
    if (isCounting(text, sources)) {
      return;
    }
    List<SourceSpec> specs =
        sources.stream().map(s -> found.source(s).orElseThrow().spec().orElseThrow()).toList();
    wanted.put(
        lookup,
        new Effect.Background(
            answers -> {
              Deque<String> left = new ArrayDeque<>(sources);
              Consumer<SourceTokens> counted =
                  count -> answers.accept(new Answered(GOES_ON, count(text, left.remove(), count)));
              try {
                // Not all are counted if another count has ended this one.
                state.services().work().countTokens(model, specs, counted);
              } catch (RuntimeException e) {
                SourceTokens none = SourceTokens.problem(FailureMessage.ofAny(e));
                List.copyOf(left).forEach(source -> counted.accept(none));
              }
              answers.accept(new Answered(lookup, Map.of()));
            }));
  }

  /** Whether all of them are among those that are being counted now. */
  private boolean isCounting(String model, List<String> sources) {
    return found.asked().stream()
        .filter(lookup -> lookup.startsWith(COUNT + model + "\n"))
        .anyMatch(lookup -> List.of(lookup.split("\n")).containsAll(sources));
  }

  private Map<String, Object> count(String model, String source, SourceTokens count) {
    return Lookups.answer(
        Lookups.counted(model, source),
        new SourceTokens(count.documents(), shortened(count.problem())));
  }

  private String shortened(String problem) {
    return UserPath.shortenedIn(problem, home());
  }

  private void survey() {
    String key = surveyKey(state.form());
    Path database = state.services().database();
    model()
        .filter(model -> found.find(Lookups.Survey.class, key).isEmpty())
        .ifPresent(
            model ->
                wanted.put(
                    key,
                    new Effect.Ask(
                        tracker ->
                            surveyed(
                                key,
                                ComparableExperiment.find(tracker, like(model)),
                                machine(database)))));
  }

  /** The tracker has been asked for speeds, the machine for memory and disk. */
  static Answered surveyed(
      String key, Optional<ComparableExperiment> comparable, Lookups.Machine machine) {
    Map<String, Object> answers = new HashMap<>(Lookups.answer(Lookups.LAST, machine));
    answers.putAll(Lookups.answer(key, new Lookups.Survey(comparable)));
    return new Answered(key, answers);
  }

  private void plan() {
    ModelUse.key(state)
        .filter(key -> found.find(ModelUse.class, key).isEmpty())
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
                    () ->
                        ModelUse.ask(state)
                            .map(plan -> Lookups.answer(key, plan))
                            .orElse(Map.of())));
  }

  private ComparableExperiment.Wanted like(BaselineFile model) {
    SettingValues settings = CreateForm.settings(state.form());
    return new ComparableExperiment.Wanted(
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
