package dev.quantloop.app.tui.screen.inspect;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.plot.LayerMap;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.app.tui.table.Table;
import dev.quantloop.app.tui.table.TableScreen;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The state of the inspector.
 *
 * @param files one imatrix or two
 * @param data empty before they are read
 * @param measure which of the figures is shown
 * @param kind the selected row of the map
 * @param layer the selected column of the map
 * @param listed whether the table is shown in place of the map
 * @param other whether the map is of the second imatrix, where there is no room for both
 * @param problem why there is nothing to show, or empty
 */
public record InspectState(
    ScreenServices services,
    List<Path> files,
    Optional<InspectData> data,
    int measure,
    int kind,
    int layer,
    boolean listed,
    boolean other,
    Table<InspectRow> table,
    Optional<String> problem)
    implements TableScreen<InspectRow> {
  static final String COLUMNS = "inspect";

  /**
   * Before anything is known.
   *
   * @param files one imatrix, or two to be compared
   */
  public static InspectState of(ScreenServices services, List<Path> files) {
    return new InspectState(
        services,
        List.copyOf(files),
        Optional.empty(),
        0,
        0,
        0,
        false,
        false,
        Table.<InspectRow>of(List.of(), InspectRow::weight).choosing(services.columns(COLUMNS)),
        Optional.empty());
  }

  @Override
  public String title() {
    return "Inspect " + files.get(0).getFileName();
  }

  @Override
  public List<Effect> start() {
    List<Path> wanted = files;
    return List.of(
        new Effect.Background(
            answers ->
                InspectData.read(wanted, data -> answers.accept(new InspectUpdate.Read(data)))));
  }

  @Override
  public List<Action> actions() {
    return Screen.actions(InspectUpdate.KEYS, this);
  }

  @Override
  public Transition hear(Message message) {
    return InspectUpdate.hear(this, message);
  }

  @Override
  public void draw(Canvas canvas, ViewContext context) {
    InspectView.draw(this, canvas, context);
  }

  @Override
  public Optional<Transition> clicked(int target) {
    return listed
        ? TableScreen.super.clicked(target)
        : Optional.of(Transition.to(at(target / LayerMap.ROW, target % LayerMap.ROW)));
  }

  @Override
  public InspectState with(Table<InspectRow> rows) {
    return new InspectState(
        services, files, data, measure, kind, layer, listed, other, rows, problem);
  }

  InspectState with(InspectData read) {
    return new InspectState(
        services,
        files,
        Optional.of(read),
        measure,
        kind,
        layer,
        listed,
        other,
        table.withColumns(InspectColumns.of(read)).with(read.rows()),
        Optional.empty());
  }

  /** Stays within the map. */
  InspectState at(int row, int column) {
    int lastKind = data.map(d -> d.kinds().size()).orElse(1) - 1;
    int lastLayer = data.map(d -> d.layers().size()).orElse(1) - 1;
    return new InspectState(
        services,
        files,
        data,
        measure,
        Math.max(0, Math.min(lastKind, row)),
        Math.max(0, Math.min(lastLayer, column)),
        listed,
        other,
        table,
        problem);
  }

  /** The figure after that of this one, going round. */
  InspectState measuring(int number) {
    int count = data.map(d -> d.measures().size()).orElse(1);
    return new InspectState(
        services,
        files,
        data,
        Math.floorMod(number, count),
        kind,
        layer,
        listed,
        other,
        table,
        problem);
  }

  InspectState showing(boolean asTable, boolean second) {
    return new InspectState(
        services, files, data, measure, kind, layer, asTable, second, table, problem);
  }

  InspectState failed(String reason) {
    return new InspectState(
        services,
        files,
        Optional.empty(),
        measure,
        kind,
        layer,
        listed,
        other,
        table,
        Optional.of(reason));
  }

  /** The selected weight; none where the map has none. */
  Optional<InspectRow> selected() {
    return listed ? table.selected() : data.flatMap(d -> d.at(kind, layer));
  }

  Optional<HeatMap> map() {
    return data.map(d -> HeatMap.of(d, d.measures().get(measure), kind, layer));
  }
}
