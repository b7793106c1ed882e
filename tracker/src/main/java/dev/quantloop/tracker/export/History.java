package dev.quantloop.tracker.export;

import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.EarlyStop;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.HeldOutScore;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.ImportedResult;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.NoiseFloor;
import dev.quantloop.tracker.record.Note;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.Source;
import dev.quantloop.tracker.record.Tag;
import dev.quantloop.tracker.service.Allocations;
import dev.quantloop.tracker.service.FileRanking;
import dev.quantloop.tracker.service.FileRanking.Ranked;
import dev.quantloop.tracker.service.FileRanking.Sized;
import dev.quantloop.tracker.service.RecipeStanding;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.AnswerTable;
import dev.quantloop.tracker.view.DiminishingReturnsRow;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.QuarantineRow;
import dev.quantloop.tracker.view.RankingRow;
import dev.quantloop.tracker.view.ScoredFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that an export tells, read at one moment.
 *
 * @param atMostWorse by quant type, how much worse than the best in truth what is recommended may
 *     be
 * @param files the scored quants as files, whatever their types: the best first
 * @param bySize the same, smallest first
 * @param stopped files whose evaluation ended early, with a verdict and without figures
 * @param recipes of tensor types whose files are made: its own, then those of its next steps
 * @param runs the latest first
 */
public record History(
    Experiment experiment,
    ModelFile model,
    Optional<NoiseFloor> noiseFloor,
    List<QuarantineRow> quarantine,
    List<Source> sources,
    List<Corpus> corpora,
    List<EvaluationSet> evaluationSets,
    List<Iteration> iterations,
    Map<IterationId, Imatrix> imatrices,
    List<RankingRow> ranking,
    List<DiminishingReturnsRow> returns,
    Map<String, Double> atMostWorse,
    List<Ranked> files,
    List<Sized> bySize,
    List<StoppedFile> stopped,
    List<DomainRow> domainMatrix,
    Map<QuantId, HeldOutScore> heldOut,
    AnswerTable figures,
    List<ImportedResult> imported,
    List<ExportedRecipe> recipes,
    List<Run> runs,
    List<Note> notes,
    List<Tag> tags) {

  public static History of(Tracker tracker, Experiment experiment) {
    ExperimentId id = experiment.id();
    return tracker.moment(
        () -> {
          FileRanking files = tracker.verdicts().ranking(List.of(experiment));
          return new History(
              experiment,
              tracker.experiments().model(experiment.model()),
              tracker.evaluations().noiseFloor(id),
              tracker.quarantine().list(id),
              tracker.experiments().sources(id),
              tracker.experiments().corpora(id),
              tracker.experiments().evaluationSets(id),
              tracker.iterations().list(id),
              tracker.iterations().imatrices(id).stream()
                  .collect(Collectors.toMap(Imatrix::iteration, imatrix -> imatrix)),
              tracker.rankings().ranking(id),
              tracker.rankings().standing(id).returns(),
              tracker.verdicts().atMostWorse(id),
              files.rows(),
              files.bySize(),
              tracker.earlyStops().list(id).stream().map(s -> StoppedFile.of(tracker, s)).toList(),
              tracker.rankings().domainMatrix(id),
              tracker.heldOut().all(id),
              tracker.rankings().figures(id),
              tracker.imports().list(id),
              ExportedRecipe.list(tracker, id),
              tracker.runs().list(id),
              tracker.remarks().notes(id),
              tracker.remarks().tags(id));
        });
  }

  /** The file of the baseline's predictions, where figures are relative to one. */
  public Optional<Source> logits() {
    return sources.stream().filter(Source::isLogits).findFirst();
  }

  /** A file whose evaluation ended early, and the one that it was held against. */
  public record StoppedFile(String name, String reference, EarlyStop stop) {
    private static StoppedFile of(Tracker tracker, EarlyStop stop) {
      return new StoppedFile(
          name(tracker, stop.quant()), name(tracker, stop.referenceQuant()), stop);
    }

    private static String name(Tracker tracker, QuantId id) {
      Quant quant = tracker.iterations().quant(id);
      Iteration iteration = tracker.iterations().get(quant.iteration());
      return iteration.label().orElseGet(() -> iteration.inWords() + ", " + quant.quantType());
    }
  }

  /**
   * A recipe of tensor types.
   *
   * @param experiment that evaluates it
   */
  public record ExportedRecipe(String experiment, RecipeStanding standing) {
    private static List<ExportedRecipe> list(Tracker tracker, ExperimentId id) {
      Allocations allocations = tracker.allocations();
      return Stream.concat(allocations.find(id).stream(), allocations.list(id).stream())
          .map(step -> tracker.experiments().get(step.experiment()))
          .flatMap(
              step ->
                  RecipeStanding.list(tracker, step.id()).stream()
                      .filter(one -> one.recipe().isMade())
                      .map(one -> new ExportedRecipe(step.name(), one)))
          .toList();
    }

    Quant file() {
      return standing.file().orElseThrow();
    }

    Quant stock() {
      return standing.stock().orElseThrow();
    }
  }

  /** Of what is scored. */
  public List<String> quantTypes() {
    return ranking.stream().map(RankingRow::quantType).distinct().toList();
  }

  /** Of one quant type, the best first. */
  public List<RankingRow> ranking(String quantType) {
    return ranking.stream().filter(row -> row.quantType().equals(quantType)).toList();
  }

  /** A quant as a file, with the intervals of its figures. */
  public ScoredFile file(QuantId quant) {
    return bySize.stream()
        .map(Sized::file)
        .filter(file -> file.quant().id().equals(quant))
        .findFirst()
        .orElseThrow();
  }

  /** What is recommended of each type, or else its best; of files from outside, all. */
  public List<RankingRow> chosen() {
    return experiment.judges()
        ? ranking
        : quantTypes().stream().map(type -> chosen(ranking(type))).toList();
  }

  private static RankingRow chosen(List<RankingRow> ofOneType) {
    return ofOneType.stream().filter(RankingRow::recommended).findFirst().orElse(ofOneType.get(0));
  }

  public Iteration iteration(RankingRow row) {
    return iterations.stream()
        .filter(one -> one.id().equals(row.iterationId()))
        .findFirst()
        .orElseThrow();
  }

  /** At the largest corpus of a type. */
  Optional<DiminishingReturnsRow> lastReturns(String quantType) {
    return returns.stream()
        .filter(row -> row.quantType().equals(quantType))
        .reduce((before, row) -> row);
  }

  public Optional<Imatrix> imatrix(Iteration iteration) {
    return Optional.ofNullable(imatrices.get(iteration.id()));
  }

  /**
   * How much worse than whichever iteration is best in truth a recommended one may be, 0.01 = 1 %;
   * null where that is not known.
   */
  Double atMostWorse(RankingRow row) {
    return atMostWorse.get(row.quantType());
  }

  /** "8 of prose, 4 of code", in chunks; "" without any text. */
  public String recipe(Iteration iteration) {
    Map<String, Integer> chunks = new LinkedHashMap<>();
    iteration
        .recipe()
        .forEach(part -> chunks.merge(source(part.corpus()), part.chunks(), Integer::sum));
    return chunks.entrySet().stream()
        .map(one -> one.getValue() + " of " + one.getKey())
        .collect(Collectors.joining(", "));
  }

  /** The name of a source, "?" where it is gone. */
  public String source(CorpusId corpus) {
    return corpora.stream()
        .filter(one -> one.id().equals(corpus))
        .map(Corpus::name)
        .findFirst()
        .orElse("?");
  }
}
