package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.option.ColumnsOption;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.QuantTypeName;
import dev.quantloop.app.cli.report.RankingReport;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.FigureLists;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the ranking. */
@Command(
    name = "rank",
    header = "Rank an experiment's iterations.",
    description = {
      "Ranks the iterations within each quant type by the composite score of the KL divergence"
          + " from the unquantized model; lower is better. The change is relative to the"
          + " planned iteration before; within the experiment's threshold there is no clear change.",
      "composite = median^(1/3) * (KLD 99%% + 4 KLD 95%% + 5 KLD 90%%)^(2/3), in nats"
    },
    footer = {"  quantloop rank mine --quant Q2_K", "  quantloop rank mine --columns published"})
public final class RankCommand extends ExperimentCommand {
  @Option(
      names = "--quant",
      paramLabel = "TYPE",
      converter = QuantTypeName.class,
      description = "Only this quant type.")
  private QuantType quant;

  @Mixin private ColumnsOption columns;
  @Mixin private JsonOption json;

  @Override
  int call(Tracker tracker, Experiment experiment) {
    tracker.verdicts().judge(experiment.id());
    RankingReport ranking =
        new RankingReport(tracker, experiment).showing(columns.of(FigureLists.RANKING));
    if (quant != null) {
      ranking.ofType(quant.name());
    }
    if (ranking.isEmpty() && !json.wanted()) {
      throw new UserException(
          quant == null
              ? "nothing is evaluated yet; start with: "
                  + DbOption.typed(console, tracker.file(), "run", experiment.name())
              : experiment.name() + " has no evaluated quant of type " + quant);
    }
    json.print(ranking::document, ranking::print);
    return ExitCode.OK;
  }
}
