package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.experiment.CorpusPlan;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.guide.ComparableExperiment;
import dev.quantloop.app.guide.Cost;
import dev.quantloop.app.guide.Forecast;
import dev.quantloop.app.tui.form.FieldNote;
import dev.quantloop.app.tui.form.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What an experiment would take, in words. */
final class FormEstimateText {
  private static final int MOST_SIZES = 5;

  private FormEstimateText() {}

  /** What matters most comes first: small windows show no more. */
  static List<FieldNote> of(FormEstimate estimate, CreateState state) {
    if (estimate.forecast().isEmpty()) {
      return List.of(missing(estimate, state));
    }
    Forecast forecast = estimate.forecast().get();
    Lookups.Machine machine = state.lookups().machine();
    List<FieldNote> notes = new ArrayList<>();
    notes.add(
        FieldNote.fact(time(forecast.cost(), estimate.comparable(), state.lookups().model())));
    notes.add(disk(forecast.diskBytes(), machine.disk()));
    notes.addAll(models(forecast, state));
    notes.add(FieldNote.fact(text(forecast.corpora())));
    notes.add(FieldNote.fact(corpora(forecast.corpora())));
    return notes;
  }

  /** The plan where it is known; till then the memory that it begins with. */
  private static List<FieldNote> models(Forecast forecast, CreateState state) {
    Optional<ModelUse> plan = ModelUse.of(state);
    if (plan.filter(known -> known.problem().isEmpty()).isPresent()) {
      return plan.get().lines().stream().map(FieldNote::fact).toList();
    }
    List<FieldNote> notes = new ArrayList<>();
    notes.add(memory(forecast.memoryBytes(), state.lookups().machine().memory()));
    plan.ifPresent(known -> notes.add(FieldNote.warning("no plan: " + known.problem())));
    return notes;
  }

  private static FieldNote missing(FormEstimate estimate, CreateState state) {
    List<Row> wrong = RowNotes.wrong(state);
    if (!estimate.problem().isEmpty()) {
      return FieldNote.problem(estimate.problem());
    } else if (!wrong.isEmpty()) {
      String labels = wrong.stream().map(Row::label).collect(Collectors.joining(", "));
      return FieldNote.warning(
          "Time, disk and memory are estimated here once this is mended: " + labels + ".");
    }
    return FieldNote.hint(
        estimate.waiting()
            ? "The tokens of the texts are being counted."
            : "Time, disk and memory are estimated here once there are a model and a text."
                + " No model at hand? f4 fills in a small one that is built in.");
  }

  /** "text: 9 chunks of each source to evaluate on, 139k tokens to calibrate on". */
  private static String text(CorpusPlan corpora) {
    return "text: %s to evaluate on, %s to calibrate on"
        .formatted(corpora.evaluationInWords(), Numbers.tokens(corpora.poolTokens()));
  }

  private static String corpora(CorpusPlan corpora) {
    List<Integer> counts = corpora.chunkCounts();
    int size = corpora.contextSize();
    List<String> sizes =
        counts.stream().map(chunks -> Numbers.count((double) chunks * size)).toList();
    String shown =
        sizes.size() <= MOST_SIZES
            ? String.join(", ", sizes)
            : IntStream.range(0, MOST_SIZES - 2)
                .mapToObj(sizes::get)
                .collect(Collectors.joining(", ", "", " … " + sizes.get(sizes.size() - 1)));
    return "loop: at most %s, of %s tokens"
        .formatted(Numbers.amount(counts.size(), "corpus"), shown);
  }

  private static String time(
      Cost cost, Optional<ComparableExperiment> comparable, ModelLookup model) {
    if (comparable.isEmpty() || cost.seconds().isEmpty()) {
      return "time: unknown until the first run here; at most %s to decode"
          .formatted(Numbers.tokens(cost.tokens()));
    }
    ComparableExperiment known = comparable.get();
    String seconds =
        Numbers.duration(Duration.ofMillis(Math.round(cost.seconds().getAsDouble() * 1000)));
    return "time: at most about %s for %s, by the speeds of %s here%s"
        .formatted(
            seconds, Numbers.tokens(cost.tokens()), known.experiment(), scaling(known, model));
  }

  private static String scaling(ComparableExperiment known, ModelLookup model) {
    if (known.sameModel()) {
      return "";
    }
    return ", scaled from %s to %s parameters"
        .formatted(
            Numbers.count(known.model().parameters()),
            Numbers.count(model.file().map(BaselineFile::parameters).orElse(0L)));
  }

  private static FieldNote disk(long needed, long free) {
    String text = "disk: up to %s; %s free".formatted(Numbers.bytes(needed), bytes(free));
    return needed < free ? FieldNote.fact(text) : FieldNote.warning(text + ", which is too little");
  }

  private static FieldNote memory(long needed, long available) {
    String text =
        "memory: about %s; %s available".formatted(Numbers.bytes(needed), bytes(available));
    return needed <= available
        ? FieldNote.fact(text)
        : FieldNote.warning(text + ": models are evaluated one after the other");
  }

  private static String bytes(long bytes) {
    return bytes == Long.MAX_VALUE ? "an unknown amount" : Numbers.bytes(bytes);
  }
}
