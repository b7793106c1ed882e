package dev.quantloop.app.tui.screen.allocate;

import dev.quantloop.app.allocate.RecipeText;
import dev.quantloop.app.allocate.TensorGroups;
import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.plot.Heat;
import dev.quantloop.app.tui.plot.HeatRange;
import dev.quantloop.app.tui.plot.LayerMap;
import dev.quantloop.app.tui.plot.LayerMap.Cell;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.tracker.record.Sensitivity;
import dev.quantloop.tracker.service.RecipeStanding;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The map of all tensors: what each loses, or which type a recipe gives it. */
record TensorMap(AllocateData data, AllocateState.Place place) {
  /** A title, the numbers of layers, what the signs mean, what the selected tensor has. */
  private static final int OTHER_ROWS = 4;

  /** The longest name of a type, with a space on each side. */
  private static final int WORDS = 9;

  private static final double MOST_BITS = 9;

  /** Rows that it would like. */
  int rows() {
    return OTHER_ROWS + Math.max(1, data.tensors().kinds().size());
  }

  void draw(Canvas canvas, ViewContext context) {
    canvas.text(0, 0, DisplayWidth.cut(title(), canvas.width()), Style.of(Color.CYAN));
    if (data.tensors().kinds().isEmpty()) {
      canvas.text(0, 1, "No tensor has been looked at yet.");
      return;
    }
    int below = canvas.height() < OTHER_ROWS + 2 ? 1 : 2;
    HeatRange range = range();
    map(range).draw(canvas.rows(1, canvas.height() - 1 - below), context);
    List<String> lines = List.of(legend(range, context), selected());
    canvas.lines(
        0, canvas.height() - below, lines.subList(lines.size() - below, lines.size()), Style.PLAIN);
  }

  private Optional<RecipeStanding> recipe() {
    return data.recipe(place.recipe());
  }

  private Map<String, String> types() {
    return recipe().map(RecipeStanding::types).orElse(Map.of());
  }

  private String title() {
    return place.figure() == TensorFigure.TYPE
        ? "types of the tensors, "
            + recipe().map(one -> one.recipe().inWords()).orElse("of no recipe")
        : place.figure().title(data.groupedBy());
  }

  private LayerMap<TensorCell> map(HeatRange range) {
    boolean ofTypes = place.figure() == TensorFigure.TYPE;
    Map<String, String> types = types();
    return new LayerMap<>(
        data.tensors(),
        (tensor, width, context) ->
            ofTypes
                ? type(types.get(tensor.weight().name()), width, context)
                : Cell.heat(place.figure().value(tensor), range, width, context),
        ofTypes && !types.isEmpty() ? WORDS : 0,
        place.kind(),
        place.layer());
  }

  private HeatRange range() {
    return HeatRange.of(
        data.tensors().places().values().stream()
            .flatMap(row -> row.values().stream())
            .mapToDouble(place.figure()::value));
  }

  /** Its name where there is room, else its bits a weight as a digit. */
  private static Cell type(String name, int width, ViewContext context) {
    if (name == null) {
      return Cell.heat(Double.NaN, new HeatRange(0, 0), width, context);
    }
    GgmlType type = GgmlType.valueOf(name);
    double bits = RecipeText.bits(type);
    String text =
        width >= WORDS
            ? DisplayWidth.pad(" " + name, width)
            : (bits < 10 ? Integer.toString((int) bits) : "F").repeat(width);
    return new Cell(text, Heat.style(bits / MOST_BITS));
  }

  private String legend(HeatRange range, ViewContext context) {
    if (place.figure() == TensorFigure.TYPE) {
      return types().isEmpty()
          ? "they have not been chosen yet"
          : "bits a weight; " + RecipeText.types(recipe().orElseThrow());
    }
    String open =
        data.standing().orElseThrow().knowsAll()
            ? ""
            : context.either("·", ".") + " not measured yet";
    return range.high() == 0
        ? open
        : (range.legend(value -> Numbers.significant(value, 3), context) + "  " + open).strip();
  }

  private String selected() {
    return data.tensors()
        .at(place.kind(), place.layer())
        .map(this::text)
        .orElse("no such tensor in that layer");
  }

  private String text(TensorCell tensor) {
    Sensitivity shown = tensor.shown();
    String loss =
        shown.kld().isEmpty()
            ? "not measured yet"
            : "%sas %s: mean KLD %s%s, %s"
                .formatted(
                    TensorGroups.isGroup(shown.tensor())
                        ? "its %s ".formatted(data.groupedBy().noun())
                        : "",
                    shown.type(),
                    Numbers.score(shown.kld().getAsDouble()),
                    shown.kldLow().isPresent()
                        ? " (%s to %s)"
                            .formatted(
                                Numbers.score(shown.kldLow().getAsDouble()),
                                Numbers.score(shown.kldHigh().orElseThrow()))
                        : "",
                    Numbers.bytes(shown.bytes()));
    return tensor.weight().name()
        + "  "
        + Optional.ofNullable(types().get(tensor.weight().name()))
            .map(type -> "recipe " + type + "; ")
            .orElse("")
        + loss;
  }
}
