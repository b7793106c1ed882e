package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.UserPath;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.form.Form;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.tracker.id.ExperimentId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of the form for a new experiment.
 *
 * @param like the experiment that it begins as, or empty
 * @param form as it is filled in
 * @param untouched as it was before the user changed anything
 * @param presets that there are
 * @param own the settings as the user has changed them, which no preset has
 * @param progress how far it is from being created
 */
public record CreateState(
    ScreenServices services,
    Optional<ExperimentId> like,
    Form form,
    Form untouched,
    List<Preset> presets,
    Map<String, String> own,
    Lookups lookups,
    FormEstimate estimate,
    Progress progress)
    implements Screen {

  /** What goes on. */
  enum Stage {
    EDITING,
    /** It is to be created as soon as files have been looked at. */
    CHECKING,
    /** A process is creating it. */
    CREATING
  }

  /**
   * @param attempted whether it was to be created; from then on what is missing is told
   * @param refusal why it was not created, or empty
   */
  record Progress(boolean attempted, Stage stage, String refusal) {
    static final Progress NONE = new Progress(false, Stage.EDITING, "");

    /** After an attempt that has not been refused. */
    static Progress of(Stage stage) {
      return new Progress(true, stage, "");
    }

    boolean busy() {
      return stage != Stage.EDITING;
    }
  }

  public CreateState {
    presets = List.copyOf(presets);
    own = Map.copyOf(own);
  }

  /** An empty form. */
  public static CreateState of(ScreenServices services) {
    return of(services, Optional.empty());
  }

  /** A form that is filled in as an experiment is. */
  public static CreateState like(ScreenServices services, ExperimentId experiment) {
    return of(services, Optional.of(experiment));
  }

  private static CreateState of(ScreenServices services, Optional<ExperimentId> like) {
    List<Preset> presets = Preset.all(services.preferences());
    Form form = CreateForm.empty(presets);
    return new CreateState(
        services,
        like,
        form,
        form,
        presets,
        Map.of(),
        Lookups.NOTHING,
        FormEstimate.NONE,
        Progress.NONE);
  }

  @Override
  public String title() {
    return like.isPresent() ? "Duplicate" : "New experiment";
  }

  @Override
  public List<Effect> start() {
    return CreateUpdate.start(this);
  }

  @Override
  public List<Action> actions() {
    return Screen.actions(CreateUpdate.KEYS, this);
  }

  @Override
  public Optional<Transition> typed(Key key) {
    return CreateUpdate.typed(this, key);
  }

  @Override
  public boolean typing() {
    return form.focused().entry().typing();
  }

  @Override
  public Optional<Transition> clicked(int row) {
    return Optional.of(CreateUpdate.clicked(this, row));
  }

  @Override
  public Transition hear(Message message) {
    return CreateUpdate.hear(this, message);
  }

  @Override
  public void draw(Canvas canvas, ViewContext context) {
    CreateView.draw(this, canvas, context);
  }

  /** Whether leaving would lose something. */
  boolean touched() {
    return !form.texts().equals(untouched.texts());
  }

  /** The name that is entered, or the one that is suggested in its place. */
  String name() {
    String entered = form.text(CreateForm.NAME);
    return entered.isEmpty() ? NameSuggestions.suggested(lookups) : entered;
  }

  /** What is asked for; empty while a source or the model is missing. */
  Optional<ExperimentSpec> spec() {
    List<SourceSpec> sources =
        CreateForm.sources(form).stream()
            .flatMap(text -> lookups.source(text).stream())
            .flatMap(source -> source.spec().stream())
            .toList();
    String model = form.text(CreateForm.MODEL);
    if (model.isEmpty() || sources.size() < Math.max(1, CreateForm.sources(form).size())) {
      return Optional.empty();
    }
    Path file = Path.of(UserPath.expanded(model, services.directories().home()));
    return Optional.of(new ExperimentSpec(name(), file, sources, CreateForm.settings(form)));
  }

  CreateState with(Form changed) {
    return new CreateState(
        services, like, changed, untouched, presets, own, lookups, estimate, progress);
  }

  /** Filled in by the program, which is nothing that could be lost. */
  CreateState beginningAs(Form filled) {
    return new CreateState(
        services, like, filled, filled, presets, own, lookups, estimate, progress);
  }

  /** With presets, and settings of the user's own, of which one is chosen. */
  CreateState withPresets(List<Preset> all, Map<String, String> ownSettings, String chosen) {
    Form choosing = CreateForm.withPresets(form, all, !ownSettings.isEmpty(), chosen);
    return new CreateState(
        services, like, choosing, untouched, all, ownSettings, lookups, estimate, progress);
  }

  CreateState with(Lookups more) {
    return new CreateState(services, like, form, untouched, presets, own, more, estimate, progress);
  }

  CreateState with(FormEstimate next) {
    return new CreateState(services, like, form, untouched, presets, own, lookups, next, progress);
  }

  /** After a change: what was said against the form as it was means nothing any more. */
  CreateState unrefused() {
    return with(new Progress(progress.attempted(), progress.stage(), ""));
  }

  CreateState with(Progress next) {
    return new CreateState(services, like, form, untouched, presets, own, lookups, estimate, next);
  }
}
