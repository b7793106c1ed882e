package dev.quantloop.app.cli.command;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.cli.option.QuantTypeName;
import dev.quantloop.app.cli.option.TokenCount;
import dev.quantloop.app.loop.PlanIterations;
import dev.quantloop.app.worker.StartRun;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.service.Tracker;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One more iteration, as a person wants it. */
@Command(
    name = "iterate",
    header = "Add one iteration by hand: so much text, from these sources.",
    description =
        "Calibrates on the first chunks of the pool of the sources named, in turn, and quantizes,"
            + " evaluates and ranks like the loop. Chunks calibrated before cost nothing.",
    footer = {
      "  quantloop iterate mine --tokens 64k",
      "  quantloop iterate mine --tokens 16k --sources code --quants IQ2_XS",
      "  quantloop iterate mine --tokens 64k --imported theirs=0.5"
    })
public final class IterateCommand extends ExperimentCommand {
  @Option(
      names = "--tokens",
      paramLabel = "N",
      converter = TokenCount.class,
      description =
          "Size of the calibration corpus, rounded up to whole chunks. Only with --imported it may"
              + " be left out.")
  private Long tokens;

  @Option(
      names = "--sources",
      paramLabel = "NAME[,NAME...]",
      split = ",",
      description = "The sources to draw from (default: all).")
  private List<String> sources = List.of();

  @Option(
      names = "--imported",
      paramLabel = "NAME[=WEIGHT]",
      split = ",",
      mapFallbackValue = "1",
      description =
          "Also, or without --tokens only, take imatrices that 'ledger import' has brought in. Each"
              + " of their tokens counts WEIGHT times (default: 1), as one of the text does once.")
  private Map<String, Double> imported = new LinkedHashMap<>();

  @Option(
      names = "--quants",
      paramLabel = "TYPE[,TYPE...]",
      split = ",",
      converter = QuantTypeName.class,
      description = "The quant types (default: the experiment's).")
  private List<QuantType> quants = List.of();

  private static final double MOST_WEIGHT = 1000;

  @Mixin private RunStarter starter;

  @Override
  int call(Tracker tracker, Experiment experiment) {
    starter.requireEffect();
    QuantTypeName.requireDistinct(quants);
    List<String> types = quants.stream().map(Enum::name).toList();
    requireText();
    StartRun.requireText(tracker, experiment);
    Iteration iteration =
        new PlanIterations(tracker, experiment)
            .byHand(tokens == null ? 0 : tokens, sources, imported, types);
    return starter.only(tracker, experiment, iteration.number());
  }

  private void requireText() {
    if (tokens == null && imported.isEmpty()) {
      throw new UsageException("give --tokens N, the size of the calibration corpus");
    } else if (tokens == null && !sources.isEmpty()) {
      throw new UsageException("--sources takes --tokens N, too");
    }
    imported.forEach(
        (name, weight) -> {
          if (!(weight > 0 && weight <= MOST_WEIGHT)) {
            throw new UsageException(
                "the weight of %s is %s; give one above 0, up to %.0f"
                    .formatted(name, weight, MOST_WEIGHT));
          }
        });
  }
}
