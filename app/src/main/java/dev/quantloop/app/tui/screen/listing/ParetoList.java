package dev.quantloop.app.tui.screen.listing;

import dev.quantloop.app.format.Amounts;
import dev.quantloop.app.format.FileText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.QuarantineText;
import dev.quantloop.app.judge.ComparableExperiments;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.dialog.Prompt;
import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.plot.Plot;
import dev.quantloop.app.tui.plot.Series;
import dev.quantloop.app.tui.table.Column;
import dev.quantloop.app.tui.table.TableKeys;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.FileRanking;
import dev.quantloop.tracker.service.FileRanking.Front;
import dev.quantloop.tracker.service.FileRanking.Sized;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.view.ScoredFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * All evaluated files of a model by size.
 *
 * @param experiment and all that can be compared with it
 */
record ParetoList(ExperimentId experiment) implements Listed<Sized> {
  @Override
  public String title() {
    return "Pareto";
  }

  @Override
  public String name() {
    return "pareto";
  }

  @Override
  public List<Column<Sized>> columns() {
    List<Column<Sized>> columns = new ArrayList<>();
    columns.add(Column.names("file", 21, row -> row.file().name()));
    columns.addAll(FileColumns.of(Sized::file));
    columns.add(Column.words("95 % interval", 16, row -> FileText.interval(row.file())));
    columns.add(Column.words("front", 17, FileText::front));
    columns.add(
        Column.words("beaten by", 13, row -> row.beatenBy().map(ScoredFile::name).orElse("")));
    return columns;
  }

  @Override
  public Object id(Sized row) {
    return row.file().quant().id();
  }

  @Override
  public String version(Tracker tracker) {
    return tracker.rankings().version();
  }

  @Override
  public Listing<Sized> read(Tracker tracker, String version) {
    FileRanking ranking = ranking(tracker);
    List<Sized> rows = ranking.bySize();
    List<String> basis = new ArrayList<>(List.of(FileText.FRONT, FileColumns.basis(ranking)));
    QuarantineText.line(tracker.quarantine().list(experiment)).ifPresent(basis::add);
    return new Listing<>(
        version,
        rows,
        basis,
        rows.isEmpty()
            ? Optional.empty()
            : Optional.of(new Listing.Titled("composite, by size", plot(rows))));
  }

  private FileRanking ranking(Tracker tracker) {
    List<Experiment> comparable =
        ComparableExperiments.with(tracker, tracker.experiments().get(experiment));
    comparable.forEach(one -> tracker.verdicts().judgeIfIdle(one.id()));
    return tracker.verdicts().ranking(comparable);
  }

  private static Plot plot(List<Sized> rows) {
    // Composites of types lie apart by ratios.
    return new Plot(
        List.of(
            series(rows, true, "front", Series.Look.BOTH),
            series(rows, false, "others", Series.Look.LETTERS)),
        "",
        bytes -> Numbers.bytes((long) bytes),
        false,
        true);
  }

  private static Series series(List<Sized> rows, boolean front, String name, Series.Look look) {
    int index = front ? 0 : 1;
    List<Series.Point> points =
        rows.stream()
            .filter(row -> front == (row.front() == Front.ON_THE_FRONT))
            .map(row -> point(row.file()))
            .toList();
    return new Series(name, Series.letterOf(index), Series.colorOf(index), points, look);
  }

  private static Series.Point point(ScoredFile file) {
    double value = file.composite();
    var interval = Optional.ofNullable(file.intervals().get(Figure.COMPOSITE));
    return new Series.Point(
        file.bytes(),
        value,
        interval.map(i -> i.low()).orElse(value),
        interval.map(i -> i.high()).orElse(value),
        false);
  }

  @Override
  public List<String> empty() {
    return FileColumns.EMPTY;
  }

  @Override
  public String copied() {
    return FileColumns.COPIED;
  }

  @Override
  public String copied(Sized row) {
    return row.file().quant().file().toString();
  }

  @Override
  public List<Binding<ListingState<Sized>, Transition>> keys(
      TableKeys<ListingState<Sized>, Sized> table) {
    return List.of(
        table.onSelected(
            "enter",
            "smallest",
            "name the smallest file that is not detectably worse than this",
            "smallest",
            (s, row) ->
                Transition.to(
                    s,
                    answering(
                        ranking ->
                            "smallest that is not detectably worse than %s: %s"
                                .formatted(
                                    row.file().name(),
                                    FileText.line(ranking.smallestNotWorseThan(row.file())))))),
        Binding.of(
            "b",
            "below",
            "name the best file below a size",
            "below",
            s -> Transition.to(s, new Effect.Show(sizePrompt()))));
  }

  /** Answers a question about the ranking in the last line. */
  private Effect answering(Function<FileRanking, String> question) {
    return new Effect.Ask(
        tracker -> {
          String answer = question.apply(ranking(tracker));
          return new ListingUpdate.Then<Sized>(s -> Transition.to(s, new Effect.Say(answer)));
        });
  }

  private Prompt sizePrompt() {
    return new Prompt(
        "Best below a size",
        "Size, such as 4GiB",
        TextField.of(""),
        text -> noSize(text),
        text -> {
          long bytes = Amounts.bytes(text.strip());
          String size = Numbers.bytes(bytes);
          return answering(
              ranking ->
                  ranking
                      .bestBelow(bytes)
                      .map(file -> "best below " + size + ": " + FileText.line(file))
                      .orElse("no file is smaller than " + size));
        });
  }

  private static Optional<String> noSize(String text) {
    try {
      Amounts.bytes(text.strip());
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }
}
