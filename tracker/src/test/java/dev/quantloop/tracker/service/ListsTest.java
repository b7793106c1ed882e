package dev.quantloop.tracker.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Quant;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an experiment has of iterations and what is made of them, all at once. */
class ListsTest {
  @TempDir Path directory;
  private Path file;
  private Tracker tracker;
  private ExperimentId experiment;

  @BeforeEach
  void open() {
    file = directory.resolve("quantloop.db");
    tracker = Tracker.open(file);
    ExperimentId other = Samples.experiment(tracker, "other").id();
    experiment = Samples.experiment(tracker, "mine").id();
    // As ids go, the later numbers come first, and those of the other experiment between them.
    Samples.scored(tracker, experiment, 2, 0.3, 0.1);
    Samples.scored(tracker, other, 1, 0.4, 0.2);
    Samples.scored(tracker, experiment, 1, 0.4, 0.2);
    Samples.scored(tracker, experiment, 0, 0.5, 0.3);
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  @Test
  void areWhatTheSinglesAre() {
    Iterations iterations = tracker.iterations();
    List<Iteration> singles =
        List.of(0, 1, 2).stream().map(n -> iterations.find(experiment, n).orElseThrow()).toList();
    assertEquals(singles, iterations.list(experiment));
    assertEquals(
        singles.stream().map(i -> iterations.imatrix(i.id())).flatMap(Optional::stream).toList(),
        iterations.imatrices(experiment));
    List<Quant> quants = singles.stream().flatMap(i -> iterations.quants(i.id()).stream()).toList();
    assertEquals(quants, iterations.quants(experiment));
    assertEquals(
        quants.stream()
            .map(Quant::id)
            .sorted((a, b) -> Long.compare(a.value(), b.value()))
            .flatMap(quant -> tracker.evaluations().list(quant).stream())
            .toList(),
        tracker.evaluations().list(experiment));
  }

  @Test
  void takeAsManyStatementsForManyIterationsAsForFew() {
    assertEquals(5, statements());
    for (int number = 3; number < 10; number++) {
      Samples.scored(tracker, experiment, number, 0.3, 0.1);
    }
    assertEquals(5, statements());
  }

  private int statements() {
    AtomicInteger count = new AtomicInteger();
    try (Database database = Database.open(file, Clock.systemUTC())) {
      database.with(handle -> handle.getConfig(SqlStatements.class).setSqlLogger(counting(count)));
      Iterations iterations = new Iterations(database);
      iterations.list(experiment);
      iterations.imatrices(experiment);
      iterations.quants(experiment);
      new Evaluations(database).list(experiment);
    }
    return count.get();
  }

  private static SqlLogger counting(AtomicInteger count) {
    return new SqlLogger() {
      @Override
      public void logBeforeExecution(StatementContext context) {
        count.incrementAndGet();
      }
    };
  }
}
