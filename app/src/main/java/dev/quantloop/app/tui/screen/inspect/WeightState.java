package dev.quantloop.app.tui.screen.inspect;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.stage.InspectedImatrix;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.screen.inspect.WeightDetail.TopColumn;
import dev.quantloop.app.tui.table.Column;
import dev.quantloop.app.tui.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state of the screen of one weight.
 *
 * @param row the weight that is wanted
 * @param detail of the weight before for the moment that the next takes
 * @param pane that has the focus, and all the room where there is little
 */
record WeightState(
    InspectData data,
    InspectRow row,
    Optional<WeightDetail> detail,
    Pane pane,
    Table<TopColumn> top,
    Table<Measure> figures)
    implements Screen {
  /** What is shown of a weight. */
  enum Pane {
    CURVE,
    HISTOGRAM,
    TOP,
    FIGURES;

    Pane next(int by) {
      return values()[Math.floorMod(ordinal() + by, values().length)];
    }
  }

  static WeightState of(InspectData data, InspectRow row) {
    return new WeightState(
        data,
        row,
        Optional.empty(),
        Pane.CURVE,
        Table.of(List.of(), TopColumn::rank),
        figures(data, row));
  }

  private static Table<Measure> figures(InspectData data, InspectRow row) {
    List<Column<Measure>> columns = new ArrayList<>();
    columns.add(Column.words("figure", 30, Measure::heading));
    columns.add(
        Column.figures(
            data.two() ? "A" : "value", 20, m -> m.value(row, false), m -> m.text(row, false)));
    if (data.two()) {
      columns.add(
          Column.figures(
              "B", 19, m -> m.value(row, true), m -> m.comparesBoth() ? "" : m.text(row, true)));
    }
    columns.add(Column.words("formula", 10, Measure::formula));
    return Table.of(columns, Measure::heading).with(data.measures());
  }

  @Override
  public String title() {
    return row.weight().name();
  }

  @Override
  public List<Effect> start() {
    InspectRow wanted = row;
    List<InspectedImatrix> imatrices = data.imatrices();
    return List.of(
        new Effect.Background(
            answers -> answers.accept(new WeightUpdate.Read(WeightDetail.of(wanted, imatrices)))));
  }

  @Override
  public List<Action> actions() {
    return Screen.actions(WeightUpdate.KEYS, this);
  }

  @Override
  public Transition hear(Message message) {
    return WeightUpdate.hear(this, message);
  }

  @Override
  public void draw(Canvas canvas, ViewContext context) {
    WeightView.draw(this, canvas, context);
  }

  WeightState with(WeightDetail read) {
    boolean experts = read.row().any().experts() > 1;
    int columns = read.any().columns();
    List<Column<TopColumn>> shown = new ArrayList<>();
    shown.add(Column.figures("rank", 20, c -> (double) c.rank(), c -> Integer.toString(c.rank())));
    if (experts) {
      shown.add(
          Column.figures(
              "expert", 19, c -> (double) (c.index() / columns), c -> "" + c.index() / columns));
    }
    shown.add(
        Column.figures(
            "column", 19, c -> (double) (c.index() % columns), c -> "" + c.index() % columns));
    shown.add(Column.figures("a²", 18, TopColumn::value, c -> Numbers.significant(c.value(), 4)));
    shown.add(Column.figures("share", 17, TopColumn::share, c -> Numbers.percent(c.share(), 2)));
    shown.add(
        Column.figures(
            "up to here", 16, TopColumn::upToHere, c -> Numbers.percent(c.upToHere(), 1)));
    return new WeightState(
        data,
        row,
        Optional.of(read),
        pane,
        Table.of(shown, TopColumn::rank).with(read.top()),
        figures);
  }

  WeightState focus(Pane other) {
    return new WeightState(data, row, detail, other, top, figures);
  }

  /** The line of the pane's table; other panes have none. */
  WeightState at(int line) {
    return switch (pane) {
      case TOP -> new WeightState(data, row, detail, pane, top.at(line), figures);
      case FIGURES -> new WeightState(data, row, detail, pane, top, figures.at(line));
      default -> this;
    };
  }

  int line() {
    return pane == Pane.TOP ? top.cursor() : figures.cursor();
  }

  int lines() {
    return switch (pane) {
      case TOP -> top.shown().size();
      case FIGURES -> figures.shown().size();
      default -> 0;
    };
  }

  WeightState to(InspectRow other) {
    return new WeightState(
        data, other, detail, pane, top, figures(data, other).at(figures.cursor()));
  }
}
