package dev.quantloop.app.tui.text;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Step;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.key.KeyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A text to read, and nothing else. */
public record TextScreen(String title, TextPane pane) implements Screen {
  private static final KeyTable<TextScreen, Step> KEYS = keys();

  public static TextScreen of(String title, List<TextLine> lines) {
    return new TextScreen(title, TextPane.of(lines));
  }

  private static KeyTable<TextScreen, Step> keys() {
    TextPaneKeys<TextScreen> text = new TextPaneKeys<>(TextScreen::pane, TextScreen::with);
    List<Binding<TextScreen, Step>> all = new ArrayList<>(text.searching());
    all.addAll(text.moving());
    all.add(Binding.of("y", "copy-line", "copy the line", "copy", s -> copy(s)));
    all.add(Screen.back("q escape", "go back"));
    return new KeyTable<>(all);
  }

  private static Step copy(TextScreen state) {
    String line = state.pane().selected().map(TextLine::text).orElse("");
    return Step.to(state, new Effect.Copy(line.strip(), "the line"));
  }

  private TextScreen with(TextPane other) {
    return new TextScreen(title, other);
  }

  @Override
  public List<Effect> start() {
    return List.of();
  }

  @Override
  public List<Action> actions() {
    return Screen.actions(KEYS, this);
  }

  @Override
  public Optional<Step> typed(Key key) {
    return pane.typed(key).map(text -> Step.to(with(text)));
  }

  @Override
  public boolean typing() {
    return pane.search().open();
  }

  @Override
  public Optional<Step> clicked(int line) {
    return Optional.of(Step.to(with(pane.at(line))));
  }

  @Override
  public Step hear(Message message) {
    return Step.to(this);
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    TextPaneView.draw(canvas.rows(0, canvas.height() - 1), pane, true);
    TextPaneView.drawStatus(canvas.rows(canvas.height() - 1, 1), pane);
  }
}
