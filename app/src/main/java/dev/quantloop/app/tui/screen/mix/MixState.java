package dev.quantloop.app.tui.screen.mix;

import dev.quantloop.app.mix.MixTrial;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.table.Table;
import dev.quantloop.app.tui.table.TableScreen;
import dev.quantloop.tracker.id.ExperimentId;
import java.util.List;
import java.util.Optional;

/**
 * The state of the screen of mixes.
 *
 * @param id of the experiment whose sources are mixed, or of one of the two that a search has
 * @param chosen which of the searches is shown, counted from 0
 * @param data as last read
 * @param table what was tried
 * @param finals what was judged, in a table without a cursor
 * @param judged whether what was judged has the room that is not enough for both
 * @param problem why there is nothing to show, or empty
 */
public record MixState(
    ExperimentId id,
    String name,
    int chosen,
    Optional<MixData> data,
    Table<MixTrial> table,
    Table<MixTrial> finals,
    boolean judged,
    Optional<String> problem)
    implements TableScreen<MixTrial> {
  /** Before anything is known. */
  public static MixState of(ExperimentId id, String name) {
    return new MixState(id, name, 0, Optional.empty(), empty(), empty(), false, Optional.empty());
  }

  private static Table<MixTrial> empty() {
    return Table.of(List.of(), trial -> trial.iteration().id());
  }

  @Override
  public String title() {
    return name + " mixes";
  }

  @Override
  public List<Action> actions() {
    return Screen.actions(MixUpdate.KEYS, this);
  }

  @Override
  public Transition hear(Message message) {
    return MixUpdate.hear(this, message);
  }

  @Override
  public void draw(Canvas canvas, ViewContext context) {
    MixView.draw(this, canvas, context);
  }

  @Override
  public MixState with(Table<MixTrial> rows) {
    return new MixState(id, name, chosen, data, rows, finals, judged, problem);
  }

  MixState with(MixData read) {
    return read.standing()
        .map(
            standing ->
                new MixState(
                    id,
                    name,
                    chosen,
                    Optional.of(read),
                    table.withColumns(MixColumns.of(standing)).with(standing.trials()),
                    finals.withColumns(MixColumns.of(standing)).with(standing.finalists()),
                    judged,
                    Optional.empty()))
        .orElseGet(
            () ->
                new MixState(
                    id, name, 0, Optional.of(read), empty(), empty(), judged, Optional.empty()));
  }

  MixState choosing(int mix) {
    return new MixState(id, name, mix, data, empty(), empty(), judged, problem);
  }

  MixState withOtherTable() {
    return new MixState(id, name, chosen, data, table, finals, !judged, problem);
  }

  /** Whether what was judged is looked at. */
  boolean onJudged() {
    return judged && !finals.all().isEmpty();
  }

  MixState failed(String reason) {
    return new MixState(id, name, chosen, data, table, finals, judged, Optional.of(reason));
  }
}
