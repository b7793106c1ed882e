package dev.quantloop.tracker.service;

import dev.quantloop.tracker.dao.CorpusDao;
import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.DocumentDao;
import dev.quantloop.tracker.dao.ExperimentDao;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.DocumentPart;
import dev.quantloop.tracker.record.EvaluationSet;
import java.util.List;

/** An evaluation set with the documents that its chunks are from. */
record SetDocuments(EvaluationSet set, EvaluationDocuments documents) {
  /** The sets of a part of an experiment's text, in their order. */
  static List<SetDocuments> list(Database database, ExperimentId experiment, DocumentPart part) {
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
                                  (int) (set.firstToken() / size))))
                  .toList();
        });
  }
}
