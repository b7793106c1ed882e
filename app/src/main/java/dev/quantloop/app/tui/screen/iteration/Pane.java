package dev.quantloop.app.tui.screen.iteration;

import java.util.List;

/** A part of the screen; Tab goes from one to the next. */
enum Pane {
  FIGURES("Figures"),
  CURVE("KLD by percentile"),
  HISTOGRAM("Tokens by KLD"),
  DOMAINS("Domains"),
  PROVENANCE("Files and provenance"),
  NOTES("Notes and tags");

  private final String title;

  Pane(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  Pane next(int by) {
    return values()[Math.floorMod(ordinal() + by, values().length)];
  }

  /** What it says in lines; plots and tables have none. */
  List<Fact> facts(IterationData data) {
    return switch (this) {
      case FIGURES -> FigureFacts.of(data);
      case PROVENANCE -> ProvenanceFacts.of(data);
      case NOTES -> Remark.all(data).stream().map(Remark::fact).toList();
      case CURVE, HISTOGRAM, DOMAINS -> List.of();
    };
  }

  /** Rows that the cursor can be on. */
  int rows(IterationData data) {
    return this == DOMAINS ? DomainTable.rows(data).size() : facts(data).size();
  }
}
