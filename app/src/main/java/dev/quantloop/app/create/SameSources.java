package dev.quantloop.app.create;

import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.experiment.CommittedFile;
import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.DocumentPart;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.NewCorpus;
import dev.quantloop.tracker.record.NewEvaluationSet;
import dev.quantloop.tracker.record.ReservedPart;
import dev.quantloop.tracker.service.Experiments;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes experiments that have the sources of another one, split in the same way. */
record SameSources(Tracker tracker, Experiment of) {
  /** Those with text. */
  List<Corpus> corpora() {
    return tracker.experiments().corpora(of.id()).stream()
        .filter(corpus -> !corpus.isImported())
        .toList();
  }

  /** What a corpus keeps back. */
  static Optional<ReservedPart> reserved(Tracker tracker, Corpus corpus, DocumentPart part) {
    return tracker.experiments().reservedParts(corpus.id()).stream()
        .filter(one -> one.part() == part)
        .findFirst();
  }

  /** The token files, which are the experiment's own under another name. */
  NewFiles files() {
    NewFiles files = NewFiles.of(tracker);
    for (Corpus corpus : corpora()) {
      link(corpus.file(), files.directory().tokens(corpus.name()));
    }
    Path known = new ExperimentDirectory(tracker.directory(of.id())).knownModel();
    if (Files.isRegularFile(known)) {
      link(known, files.directory().knownModel());
    }
    return files;
  }

  private static void link(Path file, Path other) {
    try {
      CommittedFile.linkOrCopy(file, other);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Records an experiment; its files are still to be moved to their place.
   *
   * @param part of the text that it is evaluated on
   * @param files from {@link #files}
   */
  Experiment create(String name, ExperimentSettings settings, DocumentPart part, NewFiles files) {
    Experiment created =
        tracker.experiments().create(name, of.model(), settings, ProgramVersion.CURRENT);
    ExperimentDirectory place = files.takePlace(tracker.directory(created.id()));
    for (Corpus corpus : corpora()) {
      add(created, corpus, part, place.tokens(corpus.name()));
    }
    return created;
  }

  private void add(Experiment to, Corpus corpus, DocumentPart part, Path file) {
    Experiments experiments = tracker.experiments();
    Optional<ReservedPart> text = text(corpus, part);
    Corpus added =
        experiments.addCorpus(
            to.id(),
            new NewCorpus(
                corpus.source(),
                corpus.position(),
                file,
                corpus.sha256(),
                corpus.tokens(),
                text.map(ReservedPart::firstToken).orElse(0L),
                text.map(one -> (long) one.chunks() * to.settings().nCtx()).orElse(0L),
                corpus.poolFirstToken(),
                corpus.poolTokens()));
    text.ifPresent(
        one ->
            experiments.addEvaluationSet(
                to.id(),
                new NewEvaluationSet(
                    added.id(),
                    corpus.name(),
                    corpus.domain(),
                    one.firstToken(),
                    one.chunks(),
                    one.sha256())));
    experiments.addDocuments(
        added.id(),
        experiments.documents(corpus.id()),
        experiments.chunkDocuments(corpus.id()),
        reserved(tracker, corpus, DocumentPart.SEARCH)
            .filter(one -> part == DocumentPart.EVALUATION)
            .map(List::of)
            .orElse(List.of()));
  }

  private Optional<ReservedPart> text(Corpus corpus, DocumentPart part) {
    return part == DocumentPart.EVALUATION
        ? tracker.experiments().evaluationSets(of.id()).stream()
            .filter(set -> set.corpus().equals(corpus.id()))
            .findFirst()
            .map(SameSources::whole)
        : reserved(tracker, corpus, part);
  }

  private static ReservedPart whole(EvaluationSet set) {
    return new ReservedPart(DocumentPart.EVALUATION, set.firstToken(), set.chunks(), set.sha256());
  }
}
