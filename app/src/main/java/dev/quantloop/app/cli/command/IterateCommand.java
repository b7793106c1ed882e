package dev.quantloop.app.cli.command;

import dev.quantloop.app.cli.option.QuantTypeName;
import dev.quantloop.app.cli.option.TokenCount;
import dev.quantloop.app.loop.PlanIterations;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.service.Tracker;
import java.util.List;
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
      "  quantloop iterate mine --tokens 16k --sources code --quants IQ2_XS"
    })
public final class IterateCommand extends ExperimentCommand {
  @Option(
      names = "--tokens",
      paramLabel = "N",
      required = true,
      converter = TokenCount.class,
      description = "Size of the calibration corpus, rounded up to whole chunks.")
  private Long tokens;

  @Option(
      names = "--sources",
      paramLabel = "NAME[,NAME...]",
      split = ",",
      description = "The sources to draw from (default: all).")
  private List<String> sources = List.of();

  @Option(
      names = "--quants",
      paramLabel = "TYPE[,TYPE...]",
      split = ",",
      converter = QuantTypeName.class,
      description = "The quant types (default: the experiment's).")
  private List<QuantType> quants = List.of();

  @Mixin private RunStarter starter;

  @Override
  int call(Tracker tracker, Experiment experiment) {
    starter.requireEffect();
    QuantTypeName.requireDistinct(quants);
    List<String> types = quants.stream().map(Enum::name).toList();
    Iteration iteration = new PlanIterations(tracker, experiment).byHand(tokens, sources, types);
    return starter.only(tracker, experiment, iteration.number());
  }
}
