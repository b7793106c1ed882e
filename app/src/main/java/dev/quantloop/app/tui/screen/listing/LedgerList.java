package dev.quantloop.app.tui.screen.listing;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.ledger.LedgerUse;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.screen.inspect.InspectState;
import dev.quantloop.app.tui.table.Column;
import dev.quantloop.app.tui.table.TableKeys;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.service.Tracker;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What all experiments have calibrated, by source. */
record LedgerList() implements Listed<LedgerUse> {
  @Override
  public String title() {
    return "Ledger";
  }

  @Override
  public String name() {
    return "ledger";
  }

  @Override
  public List<Column<LedgerUse>> columns() {
    return List.of(
        Column.words("experiment", 20, LedgerUse::experiment),
        Column.words("source", 19, LedgerUse::source),
        count("blocks", 10, LedgerUse::blocks),
        count("chunks", 9, LedgerUse::chunks),
        count("tokens", 18, LedgerUse::tokens),
        count("shared", 16, LedgerUse::shared),
        figures("on disk", 15, LedgerUse::bytes, Numbers::bytes),
        count("iterations", 8, LedgerUse::iterations),
        count("replicates", 7, LedgerUse::replicates),
        count("in imatrices", 12, LedgerUse::imatrixTokens),
        Column.figures("reuse", 17, LedgerUse::reuse, use -> Numbers.fixed(use.reuse(), 1) + " x"),
        count("missing", 11, LedgerUse::notThere));
  }

  private static Column<LedgerUse> count(String title, int weight, ToLongFunction<LedgerUse> of) {
    return figures(title, weight, of, Numbers::count);
  }

  private static Column<LedgerUse> figures(
      String title, int weight, ToLongFunction<LedgerUse> of, Function<Long, String> format) {
    return Column.figures(
        title,
        weight,
        use -> (double) of.applyAsLong(use),
        use -> format.apply(of.applyAsLong(use)));
  }

  @Override
  public Object id(LedgerUse use) {
    return List.of(use.experiment(), use.source());
  }

  @Override
  public String version(Tracker tracker) {
    return tracker.iterations().ledgerVersion();
  }

  @Override
  public Listing<LedgerUse> read(Tracker tracker, String version) {
    List<LedgerUse> uses =
        tracker.experiments().list(true).stream()
            .map(summary -> tracker.experiments().get(summary.id()))
            .flatMap(experiment -> LedgerUse.of(tracker, experiment).stream())
            .toList();
    return new Listing<>(version, uses, below(uses), Optional.empty());
  }

  private static List<String> below(List<LedgerUse> uses) {
    List<LedgerUse> sources = uses.stream().filter(LedgerUse::isText).toList();
    long tokens = sum(sources, LedgerUse::tokens);
    long shared = sum(sources, LedgerUse::shared);
    return List.of(
        "%s in the ledgers: %s calibrated once, %s taken from another experiment; in imatrices: %s"
            .formatted(
                Numbers.tokens(tokens),
                Numbers.count(tokens - shared),
                Numbers.count(shared),
                Numbers.count(sum(sources, LedgerUse::imatrixTokens))),
        "Shared tokens were not computed again. Reuse: tokens in imatrices for each of the ledger.");
  }

  private static long sum(List<LedgerUse> uses, ToLongFunction<LedgerUse> of) {
    return uses.stream().mapToLong(of).sum();
  }

  @Override
  public List<Binding<ListingState<LedgerUse>, Transition>> keys(
      TableKeys<ListingState<LedgerUse>, LedgerUse> table) {
    return List.of(
        table.onSelected(
            "I",
            "inspect",
            "look into the experiment's largest imatrix",
            "imatrix",
            (s, row) -> Transition.to(s, inspect(row.experiment()))));
  }

  private static Effect inspect(String experiment) {
    return new Effect.Ask(
        tracker -> {
          Optional<Imatrix> largest =
              tracker.iterations().imatrices(tracker.experiments().get(experiment).id()).stream()
                  .max(Comparator.comparingLong(Imatrix::tokens));
          return new ListingUpdate.Then<LedgerUse>(
              s ->
                  Transition.to(
                      s,
                      largest
                          .<Effect>map(
                              one ->
                                  new Effect.Open(
                                      InspectState.of(s.services(), List.of(one.file()))))
                          .orElse(new Effect.Say(experiment + " has no imatrix yet"))));
        });
  }

  @Override
  public List<String> empty() {
    return List.of("No experiment has a source to calibrate on.");
  }

  @Override
  public String copied() {
    return "the name of the experiment";
  }

  @Override
  public String copied(LedgerUse use) {
    return use.experiment();
  }
}
