package dev.quantloop.app.tui.screen.compare;

import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.view.RankingRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The state of a comparison.
 *
 * @param rows the quants that are compared; the others with the first
 * @param data as last read
 * @param figures the rows of the whole table
 * @param problem why there is nothing to show, or empty
 * @param place where in the table the user is
 * @param plot what the curves show
 */
public record CompareState(
    ExperimentId experiment,
    String experimentName,
    List<RankingRow> rows,
    ScreenServices services,
    Optional<CompareData> data,
    List<CompareRow> figures,
    Optional<String> problem,
    TablePlace place,
    CurveChoice plot)
    implements Screen {
  public static final int FEWEST = 2;
  public static final int MOST = 6;

  /**
   * Where the user is.
   *
   * @param row the selected one
   * @param skipped candidates after the first that are scrolled out of sight
   * @param differences whether rows that say the same of all are left out
   */
  record TablePlace(int row, int skipped, boolean differences) {}

  /**
   * What the curves show.
   *
   * @param focused whether they have the room that is not enough for them and the table
   * @param relative whether they are relative to the first
   * @param tail whether the highest percentiles have most of the room
   */
  record CurveChoice(boolean focused, boolean relative, boolean tail) {}

  public CompareState {
    rows = List.copyOf(rows);
  }

  /**
   * Before anything is known.
   *
   * @param rows two to six of the experiment; the others are compared with the first
   */
  public static CompareState of(
      ExperimentId experiment,
      String experimentName,
      List<RankingRow> rows,
      ScreenServices services) {
    if (rows.size() < FEWEST || rows.size() > MOST) {
      throw new IllegalArgumentException(rows.size() + " iterations can't be compared");
    }
    return new CompareState(
        experiment,
        experimentName,
        rows,
        services,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        new TablePlace(0, 0, false),
        new CurveChoice(false, false, false));
  }

  @Override
  public String title() {
    return "compare "
        + rows.stream()
            .map(row -> Integer.toString(row.iteration()))
            .collect(Collectors.joining(", "));
  }

  @Override
  public List<Action> actions() {
    return Screen.actions(CompareUpdate.KEYS, this);
  }

  @Override
  public Optional<Transition> clicked(int row) {
    return Optional.of(Transition.to(atRow(row)));
  }

  @Override
  public Transition hear(Message message) {
    return CompareUpdate.hear(this, message);
  }

  @Override
  public void draw(Canvas canvas, ViewContext context) {
    CompareView.draw(this, canvas, context);
  }

  /** The rows of the table that are shown. */
  List<CompareRow> table() {
    return place.differences() ? CompareRow.differences(figures) : figures;
  }

  /** The order is the user's, who may have changed it since the question was asked. */
  CompareState with(CompareData read) {
    return with(rows, read.inOrder(rows));
  }

  /** With the second as the first, and the first as the last. */
  CompareState rotated() {
    List<RankingRow> order = new ArrayList<>(rows.subList(1, rows.size()));
    order.add(rows.get(0));
    return with(order, data.orElseThrow().inOrder(order));
  }

  private CompareState with(List<RankingRow> order, CompareData ordered) {
    return new CompareState(
        experiment,
        ordered.experiment().name(),
        order,
        services,
        Optional.of(ordered),
        CompareRows.of(ordered),
        Optional.empty(),
        place,
        plot);
  }

  CompareState failed(String reason) {
    return new CompareState(
        experiment,
        experimentName,
        rows,
        services,
        data,
        figures,
        Optional.of(reason),
        place,
        plot);
  }

  private CompareState with(TablePlace other) {
    return new CompareState(
        experiment, experimentName, rows, services, data, figures, problem, other, plot);
  }

  CompareState with(CurveChoice choice) {
    return new CompareState(
        experiment, experimentName, rows, services, data, figures, problem, place, choice);
  }

  CompareState atRow(int row) {
    int within = Math.max(0, Math.min(table().size() - 1, row));
    return with(new TablePlace(within, place.skipped(), place.differences()));
  }

  /** Scrolled sideways, as far as the last candidate stays in sight. */
  CompareState skipping(int candidates) {
    int within = Math.max(0, Math.min(rows.size() - 2, candidates));
    return with(new TablePlace(place.row(), within, place.differences()));
  }

  CompareState withOtherRows() {
    CompareState next = with(new TablePlace(place.row(), place.skipped(), !place.differences()));
    return next.atRow(place.row());
  }
}
