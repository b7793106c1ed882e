package dev.quantloop.app.launcher;

import dev.quantloop.app.guide.GuideFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures what the interface sends and how fast it answers; its figures depend on the machine, so
 * that it checks nothing and is no part of the tests. On an idle machine:
 *
 * <pre>mvn -pl app -am package surefire:test@distribution-tests -Dtest=InterfaceBenchmark</pre>
 */
class InterfaceBenchmark {
  private static final int STARTS = 9;
  private static final int KEYS = 60;
  private static final int STRIDE = 1_000_000;
  private static final int EXPERIMENTS = 400;
  private static final int ITERATIONS_EACH = 250;

  @TempDir Path temporary;
  private Distribution built;

  @Test
  void measures() throws Exception {
    built = Distribution.built(temporary.resolve("home")).with("QUANTLOOP_CLASS_DATA", "");
    Files.createDirectories(temporary.resolve("home"));
    Path few = temporary.resolve("few.db");
    history(few, 3, 5);
    Path many = temporary.resolve("many.db");
    history(many, EXPERIMENTS, ITERATIONS_EACH);
    firstFrames(few);
    idle(few);
    keys("a few iterations", few);
    keys(EXPERIMENTS * ITERATIONS_EACH + " iterations", many);
  }

  /** A few scored iterations, each repeated under further numbers. */
  private static void history(Path database, int experiments, int times) throws SQLException {
    try (GuideFixture history = new GuideFixture(database)) {
      for (int i = 0; i < experiments; i++) {
        history.named("experiment-" + i, "Q2_K").scored(0, 0, 1).scored(1, 4, 0.9);
      }
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      for (String table : List.of("iteration", "quant", "score")) {
        statement.executeUpdate(repeated(statement, table, times));
      }
    }
  }

  /** The last row of each experiment once more for each number from 2 to {@code times}. */
  private static String repeated(Statement statement, String table, int times) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (ResultSet info = statement.executeQuery("pragma table_info(" + table + ")")) {
      while (info.next()) {
        columns.add(info.getString("name"));
      }
    }
    String values =
        columns.stream()
            .map(
                column ->
                    switch (column) {
                      case "id", "iteration_id", "quant_id" -> column + " + n * " + STRIDE;
                      case "number" -> "number + n";
                      case "corpus_tokens" -> "corpus_tokens + 512 * n";
                      case "composite" -> "composite / (1 + 0.01 * n)";
                      default -> column;
                    })
            .collect(Collectors.joining(", "));
    return "with recursive more(n) as (select 1 union all select n + 1 from more where n < %d - 1)"
            .formatted(times)
        + " insert into %s (%s) select %s from %s, more where id %% 2 = 0 and id < %d"
            .formatted(table, String.join(", ", columns), values, table, STRIDE);
  }

  private Pseudoterminal start(Path database) throws IOException {
    List<String> command = List.of(built.launcher().toString(), "--db", database.toString());
    return Pseudoterminal.start(command, built.environment(), temporary, 120, 40);
  }

  private void firstFrames(Path database) throws Exception {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      long from = System.nanoTime();
      try (Pseudoterminal terminal = start(database)) {
        terminal.await("Experiments");
        times.add((System.nanoTime() - from) / 1e6);
        terminal.await("experiment-0").press("q").status();
      }
    }
    report("first frame, ms", times);
  }

  private void idle(Path database) throws Exception {
    try (Pseudoterminal terminal = start(database)) {
      terminal.await("experiment-0");
      Thread.sleep(2000);
      long before = terminal.characters();
      Thread.sleep(10_000);
      System.out.println(
          "characters in 10 s of an idle screen: " + (terminal.characters() - before));
      System.out.println("resident set, MiB: " + residentMebibytes(terminal.pid()));
      terminal.press("q").status();
    }
  }

  private void keys(String what, Path database) throws Exception {
    try (Pseudoterminal terminal = start(database)) {
      terminal.await("experiment-");
      press(terminal, "list of " + what);
      terminal.press("enter").await("Ranking");
      Thread.sleep(2000);
      press(terminal, "experiment, " + what);
      System.out.println("resident set, MiB: " + residentMebibytes(terminal.pid()));
      terminal.press("ctrl-c").status();
    }
  }

  private static void press(Pseudoterminal terminal, String where) throws Exception {
    List<Double> times = new ArrayList<>();
    List<Double> sent = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      long before = terminal.characters();
      long from = System.nanoTime();
      terminal.press(i % 2 == 0 ? "j" : "k");
      while (terminal.characters() == before) {
        Thread.onSpinWait();
      }
      times.add((terminal.lastOutputNanos() - from) / 1e6);
      Thread.sleep(100);
      sent.add((double) terminal.characters() - before);
    }
    report("key to output in the " + where + ", ms", times);
    report("characters sent for a key in the " + where, sent);
  }

  private static long residentMebibytes(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElse(0)
        / 1024;
  }

  private static void report(String what, List<Double> values) {
    Collections.sort(values);
    System.out.printf(
        Locale.ROOT,
        "%s: median %.0f, largest %.0f of %d%n",
        what,
        values.get(values.size() / 2),
        values.get(values.size() - 1),
        values.size());
  }
}
