package dev.quantloop.app.tui.screen.allocate;

import dev.quantloop.app.allocate.AllocationStanding;
import dev.quantloop.app.allocate.RecipeText;
import dev.quantloop.app.commandline.CommandWords;
import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.guide.Proposal;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.screen.RunText;
import dev.quantloop.app.tui.screen.allocate.AllocateState.Pane;
import dev.quantloop.app.tui.table.Table;
import dev.quantloop.app.tui.table.TableView;
import dev.quantloop.tracker.service.RecipeStanding;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Lays out the map of tensors, the recipes, and size against divergence. */
final class AllocateView {
  private static final int LEAST_CURVE = 8;
  private static final int MOST_CURVE = 20;

  private AllocateView() {}

  static void draw(AllocateState state, Canvas canvas, ViewContext context) {
    if (state.data().isEmpty() || state.problem().isPresent()) {
      canvas.awaiting(state.problem(), "the tensor types");
      return;
    }
    AllocateData data = state.data().get();
    if (data.standing().isEmpty()) {
      canvas.lines(0, 1, none(data, canvas.width()), Style.PLAIN);
      return;
    }
    int head = head(data, data.standing().get(), canvas, context);
    panes(state, data, canvas.rows(head, canvas.height() - head), context);
  }

  private static List<String> none(AllocateData data, int width) {
    String start = data.step().hindrance().map(hindrance -> " " + hindrance + ".").orElse("");
    List<String> lines =
        new ArrayList<>(
            DisplayWidth.fold(
                "",
                "",
                "No types have been chosen for single tensors yet. The key a has it measured in the"
                    + " loaded model what each tensor loses, and those types chosen that lose least"
                    + " together in a file as large as a quant type's, which it is held against."
                    + start,
                width));
    Proposal like = new Proposal.Allocate(data.step().name(), data.step().like(), List.of());
    lines.add("");
    lines.addAll(DisplayWidth.fold("", "  ", "In a shell: " + CommandWords.line(like), width));
    return lines;
  }

  /** What is chosen for, from what, how far it is; returns how many lines that takes. */
  private static int head(
      AllocateData data, AllocationStanding standing, Canvas canvas, ViewContext context) {
    List<String> types = standing.settings().types();
    String what = recipes(standing) + ": " + measured(standing) + "; ";
    String all = what + String.join(" ", types);
    String text =
        DisplayWidth.of(all) <= canvas.width() ? all : what + Numbers.amount(types.size(), "type");
    canvas.text(0, 0, DisplayWidth.cut(text, canvas.width()), Style.BOLD);
    data.run().ifPresent(run -> RunText.progress(run, canvas.rows(1, 1), context));
    return data.run().isPresent() ? 2 : 1;
  }

  /** "As large as Q2_K, Q3_K_M, recipe theirs". */
  private static String recipes(AllocationStanding standing) {
    String all =
        standing.recipes().stream()
            .map(one -> one.recipe().target())
            .collect(Collectors.joining(", "));
    boolean given =
        standing.recipes().stream().findFirst().filter(one -> one.recipe().isGiven()).isPresent();
    return given ? all : "As large as " + all;
  }

  private static String measured(AllocationStanding standing) {
    String chunks = Numbers.amount(standing.settings().searchChunks(), "chunk");
    return standing.chooses()
        ? "%d of %s measured on %s"
            .formatted(
                standing.measured(),
                Numbers.amount(standing.trials(), standing.measuredNoun()),
                chunks)
        : "on " + chunks;
  }

  /** The chosen pane, and the others as far as there is room. */
  private static void panes(
      AllocateState state, AllocateData data, Canvas canvas, ViewContext context) {
    TensorMap map = new TensorMap(data, state.place());
    List<String> verdict = verdict(state, data, canvas.width());
    int mapRows = map.rows();
    int recipeRows = 2 + data.rows().size() + verdict.size();
    Set<Pane> shown = EnumSet.of(state.place().pane());
    int left = canvas.height() - least(state.place().pane(), mapRows, recipeRows);
    for (Pane pane : Pane.values()) {
      int least = least(pane, mapRows, recipeRows) + 1;
      if (!shown.contains(pane) && least <= left) {
        shown.add(pane);
        left -= least;
      }
    }
    int y = 0;
    for (Pane pane : shown) {
      int rows = least(pane, mapRows, recipeRows);
      int room = canvas.height() - y;
      boolean last = pane == Pane.CURVE;
      Canvas part = canvas.rows(y, last ? Math.min(room, MOST_CURVE) : Math.min(room, rows));
      switch (pane) {
        case MAP -> map.draw(part, context);
        case RECIPES -> recipes(state, data, verdict, part, context);
        case CURVE -> curve(data, part, context);
      }
      y += rows + 1;
    }
  }

  private static int least(Pane pane, int map, int recipes) {
    return switch (pane) {
      case MAP -> map;
      case RECIPES -> recipes;
      case CURVE -> LEAST_CURVE;
    };
  }

  private static void recipes(
      AllocateState state,
      AllocateData data,
      List<String> verdict,
      Canvas canvas,
      ViewContext context) {
    canvas.text(0, 0, "Recipes beside quant types", Style.of(Color.CYAN));
    int rows = Math.min(canvas.height() - 1, 1 + data.rows().size());
    Table<RecipeRow> table =
        Table.<RecipeRow>of(RecipeColumns.all(), row -> row.name())
            .with(data.rows())
            .at(2 * state.place().recipe());
    TableView.draw(canvas.rows(1, rows), table, false, context);
    canvas.lines(0, 1 + rows, verdict, Style.PLAIN);
  }

  /** What came of the recipe, or what is still to come. */
  private static List<String> verdict(AllocateState state, AllocateData data, int width) {
    return data.recipe(state.place().recipe())
        .map(recipe -> verdict(recipe))
        .map(text -> DisplayWidth.fold("", "", text, width))
        .orElse(List.of());
  }

  private static String verdict(RecipeStanding recipe) {
    if (!recipe.recipe().isMade()) {
      return "%s: its types have not been chosen yet".formatted(recipe.recipe().target());
    }
    String types = "; types: " + RecipeText.types(recipe);
    Optional<String> decided =
        Optional.of(
                recipe.against().stream()
                    .map(one -> recipe.on(one) + " " + RecipeText.verdict(one))
                    .collect(Collectors.joining("; ")))
            .filter(text -> !text.isEmpty());
    return recipe.recipe().target()
        + decided
            .map(text -> (recipe.recommended() ? " recommended: " : " not recommended: ") + text)
            .orElse(": the files have not been evaluated yet")
        + types;
  }

  private static void curve(AllocateData data, Canvas canvas, ViewContext context) {
    String title = "Size and mean KLD on the text that is measured on";
    canvas.text(0, 0, DisplayWidth.cut(title, canvas.width()), Style.of(Color.CYAN));
    if (data.curve().isEmpty()) {
      String noun = data.groupedBy().noun();
      canvas.text(0, 1, "Drawn when every %s is measured.".formatted(noun));
      return;
    }
    SizeCurve.plot(data).draw(canvas.rows(1, canvas.height() - 1), context);
  }
}
