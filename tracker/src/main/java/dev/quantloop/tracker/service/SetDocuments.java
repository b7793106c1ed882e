package dev.quantloop.tracker.service;

import dev.quantloop.tracker.dao.CorpusDao;
import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.DocumentDao;
import dev.quantloop.tracker.dao.ExperimentDao;
import dev.quantloop.tracker.dao.QuarantineDao;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.DocumentPart;
import dev.quantloop.tracker.record.EvaluationSet;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;

/** An evaluation set with the documents that its chunks are from. */
record SetDocuments(EvaluationSet set, EvaluationDocuments documents) {
  /** The sets of a part of an experiment's text, in their order, without chunks put aside. */
  static List<SetDocuments> list(Database database, ExperimentId experiment, DocumentPart part) {
    return list(
        database,
        experiment,
        part,
        set -> database.with(h -> new QuarantineDao(h).ofSet(set.id())));
  }

  /** The same with all chunks. */
  static List<SetDocuments> whole(Database database, ExperimentId experiment, DocumentPart part) {
    return list(database, experiment, part, set -> new BitSet());
  }

  private static List<SetDocuments> list(
      Database database,
      ExperimentId experiment,
      DocumentPart part,
      Function<EvaluationSet, BitSet> aside) {
    return database.with(
        h -> {
          int size = new ExperimentDao(h).find(experiment).orElseThrow().settings().nCtx();
          return new CorpusDao(h)
              .evaluationSets(experiment, part).stream()
                  .map(
                      set ->
                          new SetDocuments(
                              set,
                              EvaluationDocuments.of(
                                  set,
                                  new DocumentDao(h).chunks(set.corpus()),
                                  (int) (set.firstToken() / size),
                                  aside.apply(set))))
                  .toList();
        });
  }
}
