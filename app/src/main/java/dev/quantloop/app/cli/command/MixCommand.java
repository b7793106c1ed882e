package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UsageException;
import dev.quantloop.app.cli.option.QuantTypeName;
import dev.quantloop.app.cli.option.TokenCount;
import dev.quantloop.app.cli.option.WholeNumber;
import dev.quantloop.app.cli.report.MixReport;
import dev.quantloop.app.create.CreateMix;
import dev.quantloop.app.loop.PlanIterations;
import dev.quantloop.app.mix.GivenWeights;
import dev.quantloop.app.mix.MixText;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Mix;
import dev.quantloop.tracker.record.MixObjective;
import dev.quantloop.tracker.record.NamedWeights;
import dev.quantloop.tracker.service.Tracker;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Searches for the weights of the sources. */
@Command(
    name = "mix",
    header = "Search for the mix of an experiment's sources that quantizes best.",
    description = {
      "The weight of a source is its share of all tokens of the imatrix: with code=0.5, half of the"
          + " tokens that it averages over are code. Every mix reads the same chunks of each source,"
          + " of which the ledger has the sums, and only counts them differently: a mix that is"
          + " tried takes a quantization and an evaluation, and no calibration. A source by itself"
          + " reads as many tokens as a mix, as far as its pool lasts.",
      "Mixes are tried on the text that the experiment keeps back for choosing (--search-chunks of"
          + " quantloop new), always the same. The best then meets equal weights and the best single"
          + " source on the held-out text (--held-out-chunks), each calibrated on texts that"
          + " the search has not read: as recipes, at 95 %%, with Holm's correction. Where they"
          + " can't be told apart, it says so.",
      "The domains are the texts of the sources. The weighted objective is the geometric mean of"
          + " their composites, the worst the highest of them.",
      "What was tried is kept in an experiment of its own, NAME-mix-TYPE (NAME-mix-TYPE-worst with"
          + " --objective worst), the finalists in one with -final after that name; the same command"
          + " goes on where it was stopped."
    },
    footer = {
      "  quantloop mix mine --quant IQ2_XS",
      "  quantloop mix mine --quant Q2_K --objective worst --tries 40",
      "  quantloop mix mine --quant Q2_K --weights code=0.5,prose=0.3,french=0.2"
    })
public final class MixCommand extends ExperimentCommand {
  @Option(
      names = "--quant",
      paramLabel = "TYPE",
      required = true,
      converter = QuantTypeName.class,
      description = "The quant type to choose the mix for.")
  private QuantType quant;

  @Option(
      names = "--objective",
      paramLabel = "weighted|worst",
      defaultValue = "weighted",
      description =
          "What is to be small: the weighted mean of the domains' composites, or the worst domain's"
              + " (default: ${DEFAULT-VALUE}).")
  private String objective;

  @Option(
      names = "--domain-weights",
      paramLabel = "NAME=WEIGHT[,...]",
      split = ",",
      description =
          "How much each domain counts in the objective; those not named count nothing (default: all"
              + " the same).")
  private List<String> domainWeights;

  @Option(
      names = "--weights",
      paramLabel = "NAME=WEIGHT[,...]",
      split = ",",
      description =
          "Judge this mix instead of searching. Only the ratios matter; sources not named have 0.")
  private List<String> weights;

  @Option(
      names = "--tries",
      paramLabel = "N",
      converter = WholeNumber.Count.class,
      description =
          "Try at most N mixes, equal weights and single sources included (default: 24, and 8 for"
              + " each source where that is more).")
  private Integer tries;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      converter = TokenCount.class,
      description =
          "Size of the text that a mix is calibrated on (default: the largest of the experiment's"
              + " corpora that the ledger holds often enough).")
  private Long tokens;

  @Option(
      names = "--replicates",
      paramLabel = "N",
      defaultValue = "2",
      converter = WholeNumber.CountOrNone.class,
      description =
          "Further calibration texts of each finalist, which show what the luck of the text does"
              + " (default: ${DEFAULT-VALUE}; 0: the finalists are compared as files).")
  private Integer replicates;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The experiment that keeps what was tried.")
  private String name;

  @Mixin private RunStarter starter;

  @Override
  int call(Tracker tracker, Experiment experiment) {
    starter.requireEffect();
    if (weights != null && tries != null) {
      throw new UsageException("--tries has no effect with --weights, which are not searched for");
    }
    Mix mix = new CreateMix(tracker).prepare(request(tracker, experiment));
    Experiment search = tracker.experiments().get(mix.experiment());
    Experiment finals = tracker.experiments().get(mix.finals());
    if (isDone(tracker, search) && isDone(tracker, finals)) {
      MixReport report = MixReport.of(tracker, mix);
      starter.json().print(report::document, report::print);
      return ExitCode.OK;
    }
    return starter.loop(tracker, search, OptionalInt.empty());
  }

  private static boolean isDone(Tracker tracker, Experiment experiment) {
    return new PlanIterations(tracker, experiment).end().isPresent();
  }

  private CreateMix.Request request(Tracker tracker, Experiment experiment) {
    List<Corpus> corpora = tracker.experiments().corpora(experiment.id());
    List<String> sources =
        MixText.sources(corpora, experiment.settings()).corpora().stream()
            .map(Corpus::name)
            .toList();
    List<String> domains =
        corpora.stream().filter(corpus -> !corpus.isImported()).map(Corpus::name).toList();
    return new CreateMix.Request(
        experiment,
        quant.name(),
        objective(),
        given(domainWeights, domains, "--domain-weights"),
        tokens == null ? OptionalLong.empty() : OptionalLong.of(tokens),
        replicates,
        tries == null ? OptionalInt.empty() : OptionalInt.of(tries),
        given(weights, sources, "--weights"),
        Optional.ofNullable(name));
  }

  private static Optional<NamedWeights> given(List<String> parts, List<String> known, String flag) {
    return Optional.ofNullable(parts).map(given -> GivenWeights.parse(given, known, flag));
  }

  private MixObjective objective() {
    return Arrays.stream(MixObjective.values())
        .filter(one -> one.word().equals(objective))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "the objective '%s' is unknown; there are %s (--objective)"
                        .formatted(
                            objective,
                            Arrays.stream(MixObjective.values())
                                .map(MixObjective::word)
                                .collect(Collectors.joining(" and ")))));
  }
}
