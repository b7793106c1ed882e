package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.option.QuantTypeName;
import dev.quantloop.app.cli.option.WholeNumber;
import dev.quantloop.app.cli.report.MineReport;
import dev.quantloop.app.experiment.CalibrationPool;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.loop.PlanIterations;
import dev.quantloop.app.shootout.MinedChunks;
import dev.quantloop.app.shootout.MinedChunks.PoolChunk;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.RankingRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Calibrates on the chunks that a quant does worst on. */
@Command(
    name = "mine",
    header = "Calibrate on the chunks of the pool that a quant does worst on.",
    description = {
      "Evaluates a quant on the chunks of the pool, calibrates on those with the highest KL"
          + " divergence, and holds that imatrix against those of as many chunks drawn at random,"
          + " several times: the verdict counts the luck of the draw.",
      "The first takes a pass of the baseline and the quant over the pool. With the same flags, the"
          + " command goes on where it stopped."
    },
    footer = {
      "  quantloop mine mine --quant IQ2_XS",
      "  quantloop mine mine --percent 20 --chunks 200"
    })
public final class MineCommand extends ExperimentCommand {
  @Option(
      names = "--quant",
      paramLabel = "TYPE",
      converter = QuantTypeName.class,
      description = "The quant type (default: the one with the fewest bits).")
  private QuantType quant;

  @Option(
      names = "--iteration",
      paramLabel = "N",
      converter = WholeNumber.CountOrNone.class,
      description = "The iteration whose quant is evaluated on the pool (default: the best).")
  private Integer iteration;

  @Option(
      names = "--percent",
      paramLabel = "N",
      defaultValue = "10",
      converter = WholeNumber.Count.class,
      description = "How much of the pool to calibrate on, 1 to 50 percent (default: 10).")
  private int percent;

  @Option(
      names = "--chunks",
      paramLabel = "N",
      converter = WholeNumber.Count.class,
      description = "Choose from the first N chunks of the pool (default: from all).")
  private Integer chunks;

  @Option(
      names = "--draws",
      paramLabel = "N",
      defaultValue = "3",
      converter = WholeNumber.Count.class,
      description =
          "How often as many chunks are drawn at random, as far as the pool has others (default:"
              + " 3).")
  private int draws;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      converter = WholeNumber.CountOrNone.class,
      description = "Seed of the chunks that are drawn at random (default: 42).")
  private int seed;

  @Mixin private RunsInTurn runs;

  @Override
  int call(Tracker tracker, Experiment experiment) {
    MinedChunks mined =
        new MinedChunks(tracker, experiment, quant(tracker, experiment), of(tracker, experiment));
    int count = (int) Math.round(mined.chunks() * percent / 100.0);
    if (percent > 50 || count < 1) {
      throw new UsageException(
          percent > 50
              ? "more than half of the pool is not a choice; give --percent 50 or less"
              : "%d %% of %s is less than a chunk; take more of them"
                  .formatted(percent, Numbers.amount(mined.chunks(), "chunk")));
    }
    Experiment pool = runs.creating(tracker, List.of(), mined::pool);
    if (new PlanIterations(tracker, pool).unfinished().isPresent()) {
      console.say(
          "a pass over the first %s of the pool comes first; then %d of them are calibrated, and draws of as many at random"
              .formatted(Numbers.amount(mined.chunks(), "chunk"), count));
      int code = runs.runFirst(tracker, pool, OptionalInt.empty());
      if (code != ExitCode.OK || new PlanIterations(tracker, pool).unfinished().isPresent()) {
        return code;
      }
    }
    List<PoolChunk> worst = mined.worst(pool);
    List<PoolChunk> top = worst.subList(0, Math.min(count, worst.size()));
    List<List<PoolChunk>> random = mined.random(worst, top.size(), seed, draws);
    if (random.size() < draws) {
      console.say(
          "the chunks suffice for %s of %d at random, not for %d"
              .formatted(Numbers.amount(random.size(), "draw"), top.size(), draws));
    }
    List<Iteration> iterations = new ArrayList<>();
    iterations.add(mined.iteration("highest KLD", top));
    iterations.add(mined.drawn("random, seed " + seed, random));
    int missing = mined.missing(top) + random.stream().mapToInt(mined::missing).sum();
    for (Iteration one : iterations) {
      if (!isDone(tracker, one)) {
        if (missing > 0) {
          console.say(
              "calibrating %s that no block of the ledger holds by itself"
                  .formatted(Numbers.amount(missing, "chunk")));
          missing = 0;
        }
        int code = runs.runFirst(tracker, experiment, OptionalInt.of(one.number()));
        if (code != ExitCode.OK || !isDone(tracker, one)) {
          return code;
        }
      }
    }
    MineReport report = new MineReport(tracker, experiment, iterations.get(0), iterations.get(1));
    runs.json().print(report::document, report::print);
    return ExitCode.OK;
  }

  private static boolean isDone(Tracker tracker, Iteration iteration) {
    return Stream.concat(
            Stream.of(tracker.iterations().get(iteration.id())),
            tracker.iterations().replicates(iteration.id()).stream())
        .allMatch(one -> one.state() == IterationState.DONE);
  }

  private int of(Tracker tracker, Experiment experiment) {
    int all =
        new CalibrationPool(
                tracker.experiments().corpora(experiment.id()), experiment.settings().nCtx())
            .chunks();
    if (chunks != null && chunks > all) {
      throw new UsageException(
          "the pool has %s, not %d".formatted(Numbers.amount(all, "chunk"), chunks));
    }
    return chunks == null ? all : chunks;
  }

  private Quant quant(Tracker tracker, Experiment experiment) {
    List<RankingRow> rows = tracker.rankings().ranking(experiment.id());
    List<RankingRow> choice =
        rows.stream()
            .filter(row -> quant == null || row.quantType().equals(quant.name()))
            .filter(
                row -> iteration == null ? !isMined(tracker, row) : row.iteration() == iteration)
            .sorted(Comparator.comparingDouble(RankingRow::composite))
            .toList();
    RankingRow smallest =
        choice.stream()
            .min(Comparator.comparingDouble(RankingRow::bitsPerWeight))
            .orElseThrow(
                () ->
                    new UserException(
                        "%s has no evaluated quant%s%s to choose chunks by"
                            .formatted(
                                experiment.name(),
                                quant == null ? "" : " of type " + quant,
                                iteration == null ? "" : " in iteration " + iteration)));
    RankingRow best =
        choice.stream()
            .filter(row -> row.quantType().equals(smallest.quantType()))
            .findFirst()
            .orElseThrow();
    return tracker.iterations().quant(best.quant());
  }

  /** What was chosen here before is not the start of another choice. */
  private static boolean isMined(Tracker tracker, RankingRow row) {
    return tracker.iterations().get(row.iterationId()).label().isPresent();
  }
}
