package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.experiment.Fallbacks;
import dev.quantloop.app.experiment.LogitsSource;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.HeldOutScore;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.Note;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.Score;
import dev.quantloop.tracker.record.Tag;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.ConfidenceBucket;
import dev.quantloop.tracker.view.Distribution;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.GainPrediction;
import dev.quantloop.tracker.view.QuarantineRow;
import dev.quantloop.tracker.view.RankingRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is on record of a quant of an iteration.
 *
 * @param fallbacks what of the model's quants is of other types than they say
 * @param logits the file of the baseline's predictions, where there is one
 * @param scores what depends on scores only
 * @param quarantine chunks that the experiment has put aside
 * @param notes of the iteration, the oldest first
 * @param tags of the iteration
 * @param directory of the database, and of the files that belong to it
 */
record IterationData(
    Experiment experiment,
    ModelFile model,
    Fallbacks fallbacks,
    Scores scores,
    Iteration iteration,
    List<Corpus> corpora,
    List<EvaluationSet> sets,
    Optional<LogitsSource> logits,
    Optional<Imatrix> imatrix,
    Quant quant,
    List<QuarantineRow> quarantine,
    List<Note> notes,
    List<Tag> tags,
    Path directory,
    List<RecordedFile> files) {

  /**
   * Figures, which a run that only makes progress does not change.
   *
   * @param version tells whether they are still true
   * @param siblings the quants of that type, by iteration
   * @param confidence by how sure the baseline is; none where that was not kept yet
   * @param distribution empty where no result of single tokens is on record
   */
  record Scores(
      String version,
      RankingRow row,
      Score score,
      List<RankingRow> siblings,
      List<DomainRow> domains,
      List<ConfidenceBucket> confidence,
      List<GainPrediction> predictions,
      Optional<Distribution> distribution,
      Optional<HeldOutScore> heldOut) {}

  /**
   * A file that an iteration was made of, or that it left.
   *
   * @param bytes on record
   * @param found how many bytes it has now; empty where it is gone
   * @param removed whether it is not kept on purpose: deleted to save space, or made in memory
   */
  record RecordedFile(String what, Path path, long bytes, OptionalLong found, boolean removed) {
    static List<RecordedFile> all(
        ModelFile model, Optional<Imatrix> imatrix, Quant quant, List<Corpus> corpora) {
      List<RecordedFile> files = new ArrayList<>();
      files.add(of("quant", quant.file(), quant.bytes(), quant.fileRemovedAt().isPresent()));
      imatrix.ifPresent(i -> files.add(of("imatrix", i.file(), i.bytes(), false)));
      files.add(of("model", model.path(), model.bytes(), false));
      for (Corpus corpus : corpora) {
        String what = "tokens, " + corpus.name();
        files.add(of(what, corpus.file(), corpus.tokens() * Integer.BYTES, false));
      }
      return files;
    }

    private static RecordedFile of(String what, Path path, long bytes, boolean removed) {
      return new RecordedFile(what, path, bytes, size(path), removed);
    }

    private static OptionalLong size(Path path) {
      try {
        return OptionalLong.of(Files.size(path));
      } catch (IOException e) {
        return OptionalLong.empty();
      }
    }

    String state() {
      if (found.isPresent()) {
        return found.getAsLong() == bytes
            ? "present"
            : "present, but of " + Numbers.bytes(found.getAsLong());
      }
      return removed ? "not kept on disk" : "gone";
    }
  }

  /**
   * @param before what was read last
   * @throws dev.quantloop.app.UserException when the quant is no longer on record
   */
  static IterationData read(
      Tracker tracker, ExperimentId id, RankingRow wanted, Optional<IterationData> before) {
    Scores scores = scores(tracker, id, wanted, before);
    Experiment experiment = tracker.experiments().get(id);
    Iteration iteration = tracker.iterations().get(wanted.iterationId());
    ModelFile model = tracker.experiments().model(experiment);
    List<Corpus> corpora = tracker.experiments().corpora(id);
    Optional<Imatrix> imatrix = tracker.iterations().imatrix(iteration.id());
    Quant quant = tracker.iterations().quant(wanted.quant());
    Optional<Integer> number = Optional.of(iteration.number());
    return new IterationData(
        experiment,
        model,
        before
            .map(IterationData::fallbacks)
            .orElseGet(() -> Fallbacks.of(model.path(), tracker.iterations().quants(id))),
        scores,
        iteration,
        corpora,
        tracker.experiments().evaluationSets(id),
        LogitsSource.of(tracker, id),
        imatrix,
        quant,
        tracker.quarantine().list(id),
        tracker.remarks().notes(id).stream().filter(n -> n.iteration().equals(number)).toList(),
        tracker.remarks().tags(id).stream().filter(t -> t.iteration().equals(number)).toList(),
        tracker.dataDirectory(),
        RecordedFile.all(model, imatrix, quant, corpora));
  }

  private static Scores scores(
      Tracker tracker, ExperimentId id, RankingRow wanted, Optional<IterationData> before) {
    tracker.verdicts().judgeIfIdle(id);
    String version = tracker.rankings().version(id);
    Optional<Scores> known = before.map(IterationData::scores);
    Optional<Scores> ofQuant = known.filter(f -> f.row().quant().equals(wanted.quant()));
    if (ofQuant.filter(f -> f.version().equals(version)).isPresent()) {
      return ofQuant.get();
    }
    List<RankingRow> siblings =
        tracker.rankings().ranking(id).stream()
            .filter(row -> row.quantType().equals(wanted.quantType()))
            .sorted(Comparator.comparingInt(RankingRow::iteration))
            .toList();
    RankingRow row = IterationScreenState.current(siblings, wanted);
    List<DomainRow> domains =
        tracker.rankings().domainMatrix(id).stream()
            .filter(one -> one.iteration() == row.iteration())
            .filter(one -> one.quantType().equals(row.quantType()))
            .toList();
    Score score = tracker.evaluations().findScore(row.quant()).orElseThrow();
    return new Scores(
        version,
        row,
        score,
        siblings,
        domains,
        tracker.evaluations().confidence(row.quant()),
        tracker.rankings().standing(id).predictions(),
        // It takes longest to read, and changes with the score.
        ofQuant
            .filter(f -> f.score().equals(score))
            .map(Scores::distribution)
            .orElseGet(() -> tracker.evaluations().distribution(row.quant())),
        tracker.heldOut().find(row.quant()));
  }

  RankingRow row() {
    return scores.row();
  }

  /** The next quant of that type, or the one before. */
  Optional<RankingRow> sibling(int by) {
    List<RankingRow> all = scores.siblings();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).quant().equals(row().quant()) && i + by >= 0 && i + by < all.size()) {
        return Optional.of(all.get(i + by));
      }
    }
    return Optional.empty();
  }
}
