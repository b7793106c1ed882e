package dev.quantloop.app.tui.screen.allocate;

import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.plot.LayerMap;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.tracker.id.ExperimentId;
import java.util.List;
import java.util.Optional;

/**
 * The state of the screen of tensor types.
 *
 * @param id of the experiment whose step the choice is, or of the one that evaluates the recipes
 * @param chosen which of several choices is shown, counted from 0
 * @param data as last read
 * @param place what is selected
 * @param problem why there is nothing to show, or empty
 */
public record AllocateState(
    ExperimentId id,
    String name,
    ScreenServices services,
    int chosen,
    Optional<AllocateData> data,
    Place place,
    Optional<String> problem)
    implements Screen {
  /** What is shown where there is no room for all. */
  enum Pane {
    MAP,
    RECIPES,
    CURVE;

    Pane next() {
      return values()[(ordinal() + 1) % values().length];
    }
  }

  /**
   * What is selected.
   *
   * @param kind the row of the map
   * @param layer the column of the map
   * @param recipe counted from 0
   */
  record Place(Pane pane, TensorFigure figure, int kind, int layer, int recipe) {
    Place at(int row, int column) {
      return new Place(pane, figure, row, column, recipe);
    }

    Place withNextFigure() {
      return new Place(pane, figure.next(), kind, layer, recipe);
    }

    Place withNextPane() {
      return new Place(pane.next(), figure, kind, layer, recipe);
    }

    Place withRecipe(int number) {
      return new Place(pane, figure, kind, layer, number);
    }
  }

  /** Before anything is known. */
  public static AllocateState of(ExperimentId id, String name, ScreenServices services) {
    Place first = new Place(Pane.MAP, TensorFigure.KLD, 0, 0, 0);
    return new AllocateState(id, name, services, 0, Optional.empty(), first, Optional.empty());
  }

  @Override
  public String title() {
    return name + " tensor types";
  }

  @Override
  public List<Action> actions() {
    return Screen.actions(AllocateUpdate.KEYS, this);
  }

  @Override
  public Transition hear(Message message) {
    return AllocateUpdate.hear(this, message);
  }

  @Override
  public void draw(Canvas canvas, ViewContext context) {
    AllocateView.draw(this, canvas, context);
  }

  @Override
  public Optional<Transition> clicked(int target) {
    return Optional.of(Transition.to(at(target / LayerMap.ROW, target % LayerMap.ROW)));
  }

  AllocateState with(AllocateData read) {
    return new AllocateState(
        id, name, services, chosen, Optional.of(read), place, Optional.empty());
  }

  AllocateState with(Place other) {
    return new AllocateState(id, name, services, chosen, data, other, problem);
  }

  AllocateState choosing(int number) {
    return new AllocateState(
        id, name, services, number, Optional.empty(), place.withRecipe(0), problem);
  }

  AllocateState failed(String reason) {
    return new AllocateState(id, name, services, chosen, data, place, Optional.of(reason));
  }

  /** Stays within the map. */
  AllocateState at(int row, int column) {
    int lastKind = data.map(read -> read.tensors().kinds().size()).orElse(1) - 1;
    int lastLayer = data.map(read -> read.tensors().layers().size()).orElse(1) - 1;
    return with(
        place.at(Math.max(0, Math.min(lastKind, row)), Math.max(0, Math.min(lastLayer, column))));
  }

  /** The selected tensor; none where the map has none. */
  Optional<TensorCell> selected() {
    return data.flatMap(read -> read.tensors().at(place.kind(), place.layer()));
  }
}
