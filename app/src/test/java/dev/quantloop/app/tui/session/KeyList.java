package dev.quantloop.app.tui.session;

import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.screen.Driver;
import dev.quantloop.app.tui.screen.NoWork;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.app.tui.screen.allocate.AllocateState;
import dev.quantloop.app.tui.screen.compare.CompareState;
import dev.quantloop.app.tui.screen.corpus.CorpusState;
import dev.quantloop.app.tui.screen.create.CreateState;
import dev.quantloop.app.tui.screen.experiment.ExperimentState;
import dev.quantloop.app.tui.screen.experiments.ExperimentsState;
import dev.quantloop.app.tui.screen.inspect.InspectState;
import dev.quantloop.app.tui.screen.iteration.IterationScreenState;
import dev.quantloop.app.tui.screen.listing.ListingState;
import dev.quantloop.app.tui.screen.mix.MixState;
import dev.quantloop.app.tui.screen.runs.RunLogState;
import dev.quantloop.app.tui.screen.runs.RunsState;
import dev.quantloop.app.tui.screen.sql.SqlState;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.RankingRow;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The keys of all screens as Markdown, for the README. {@code KeyList.markdown(directory)} reads
 * the tables that dispatch, footer and help read too; the directory, such as a {@code @TempDir},
 * takes a small database. The text has a table of the keys that several screens share, then one for
 * each screen with its own; it ends with a line feed.
 */
public final class KeyList {
  /** From so many screens on, a key is told once for all of them. */
  private static final int SEVERAL = 3;

  /** A key, or several for the same, and what it does. */
  private record Line(String keys, String label) {
    static Line of(List<Key> keys, String label) {
      String names =
          keys.stream().map(key -> "`" + key.label() + "`").collect(Collectors.joining(" "));
      return new Line(names, label);
    }

    /** Where the keys that are missing do something else, that screen's table tells it. */
    boolean isPartOf(Line other) {
      return label.equals(other.label) && other.keys.startsWith(keys + " ");
    }

    String row() {
      return "| " + keys.replace("|", "\\|") + " | " + label + " |\n";
    }
  }

  private KeyList() {}

  public static String markdown(Path directory) {
    Map<String, Set<Line>> screens = new LinkedHashMap<>();
    states(directory).forEach((title, screen) -> screens.put(title, lines(screen)));
    Set<Line> shared = new LinkedHashSet<>();
    for (Set<Line> lines : screens.values()) {
      lines.stream().filter(line -> count(screens, line) >= SEVERAL).forEach(shared::add);
    }
    Set<Line> told = new LinkedHashSet<>(shared);
    told.removeIf(line -> shared.stream().anyMatch(line::isPartOf));
    StringBuilder text = new StringBuilder();
    Set<Line> global = new LinkedHashSet<>();
    for (Binding<InterfaceSession, ?> binding : InterfaceSession.KEYS.bindings()) {
      global.add(Line.of(binding.keys(), binding.label()));
    }
    append(text, "Everywhere", global);
    append(text, "On several screens", told);
    screens.forEach(
        (title, lines) -> {
          lines.removeAll(shared);
          append(text, title, lines);
        });
    return text.toString();
  }

  private static long count(Map<String, Set<Line>> screens, Line line) {
    return screens.values().stream().filter(lines -> lines.contains(line)).count();
  }

  private static Set<Line> lines(Screen screen) {
    return screen.actions().stream()
        .map(action -> Line.of(action.keys(), action.label()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static void append(StringBuilder text, String title, Set<Line> lines) {
    text.append(text.isEmpty() ? "" : "\n").append("| ").append(title).append(" | |\n|---|---|\n");
    lines.forEach(line -> text.append(line.row()));
  }

  /** A state of each screen by its title; which keys there are does not depend on what it shows. */
  private static Map<String, Screen> states(Path directory) {
    Path database = directory.resolve("keys.db");
    ScreenServices services = NoWork.beside(database);
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("sample", "Q4_K_M", "Q2_K").scored(0, 0, 1, 1).scored(1, 4, 0.8, 0.7);
      history.of("sample").run(true, 0);
    }
    try (Tracker tracker = Tracker.open(database)) {
      ExperimentId sample = tracker.experiments().get("sample").id();
      List<RankingRow> rows = tracker.rankings().ranking(sample);
      SqlState editor = SqlState.of(services);
      Map<String, Screen> all = new LinkedHashMap<>();
      all.put("List of experiments", ExperimentsState.of(services));
      all.put("Experiment", ExperimentState.of(sample, "sample", services));
      all.put("Iteration", IterationScreenState.of(sample, "sample", rows.get(0), services));
      all.put("Comparison", CompareState.of(sample, "sample", rows.subList(0, 2), services));
      all.put("Tensor types", AllocateState.of(sample, "sample", services));
      all.put("Mixes", MixState.of(sample, "sample"));
      all.put("New experiment", CreateState.of(services));
      all.put("Sources", CorpusState.of(services, sources(), Instant.EPOCH));
      all.put("Judged files", ListingState.judge(sample, services));
      all.put("Imported results", ListingState.imported(sample, services));
      all.put("Files by size", ListingState.pareto(sample, services));
      all.put("Shoot-out", ListingState.shootOut(sample, services));
      all.put("Ledger", ListingState.ledger(services));
      Driver inspector =
          new Driver(InspectState.of(services, List.of(imatrix(directory))), null).started();
      all.put("Inspector", inspector.screen());
      Effect.Open weight = (Effect.Open) inspector.press("enter").effects().get(0);
      all.put("Inspector: one weight", weight.screen());
      all.put("Runs", RunsState.of(services));
      all.put("Log of a run", RunLogState.of(tracker.runs().list().get(0), services));
      all.put("SQL: the question", editor);
      all.put(
          "SQL: the answer",
          new Driver(editor, tracker).type("select 1").press("f5", "tab").screen());
      return all;
    }
  }

  private static Path imatrix(Path directory) {
    ImatrixSums sums = new ImatrixSums(512);
    ImatrixEntry entry = sums.entry("blk.0.attn_q.weight", 2, 1);
    entry.counts()[0] = 512;
    entry.sums()[0] = 512;
    sums.addChunks(1);
    Path file = directory.resolve("imatrix.gguf");
    ImatrixFile.writeGguf(file, sums);
    return file;
  }

  private static ExperimentSpec sources() {
    return new ExperimentSpec("", Path.of("m.gguf"), List.of(), SettingValues.NONE);
  }
}
