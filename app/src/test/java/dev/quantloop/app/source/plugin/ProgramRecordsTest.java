package dev.quantloop.app.source.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.app.machine.ProcessGroup;
import dev.quantloop.app.source.RecordReader;
import dev.quantloop.app.source.Sampling;
import dev.quantloop.app.source.SourceRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ProgramRecordsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Sampling TWO_GERMAN = new Sampling("de", OptionalLong.of(2), 3);

  @TempDir private Path directory;
  private final List<String> said = new CopyOnWriteArrayList<>();
  private Plugins plugins;

  @BeforeEach
  void create() {
    plugins = new Plugins(directory, said::add);
  }

  @Test
  void aProgramIsGivenItsWordsAndWhatIsWantedAndNoShell() throws Exception {
    Path echo = script("for word; do printf '{\"text\": \"%s\"}\\n' \"$word\"; done");

    assertEquals(
        List.of("*", "a b", "$HOME", "--lang", "de", "--samples", "2", "--skip", "3"),
        texts(echo + " * 'a b' $HOME", TWO_GERMAN));
    assertEquals(List.of("x"), texts(echo + " x", Sampling.ALL));
  }

  @Test
  void theExampleReadsADatasetInPython() throws Exception {
    assumeTrue(ProcessGroup.onPath("python3").isPresent(), "no python3");
    Files.writeString(
        directory.resolve("datasets.py"),
        """
        class Rows(list):
            def skip(self, n):
                return Rows(self[n:])

        def load_dataset(name, config, split, streaming):
            return Rows({"text": f"{name} {config} {split} {i}"} for i in range(100))
        """);
    String program =
        "env PYTHONPATH=%s python3 %s oscar"
            .formatted(directory, Path.of("docs/examples/hub_texts.py").toAbsolutePath());

    assertEquals(
        List.of(
            "oscar unshuffled_deduplicated_de train 3", "oscar unshuffled_deduplicated_de train 4"),
        texts(program, TWO_GERMAN));
    assertEquals(List.of("reading oscar, unshuffled_deduplicated_de"), said);
  }

  @Test
  void recordsComeAsTheyArePrintedAndTheProgramEndsWhenNoMoreAreWanted() throws Exception {
    Path endless =
        script("echo $$ >pid; while :; do echo '{\"text\": \"more\"}'; sleep 0.05; done");

    try (RecordReader records = plugins.program(endless.toString(), Sampling.ALL, PATIENCE)) {
      assertEquals("more", records.next().orElseThrow().fields().get("text"));
    }

    assertGone("pid");
  }

  @Test
  void aProgramThatHangsIsEndedWithAllThatItStarted() throws Exception {
    Path script =
        script(
            "(trap '' TERM; sleep 300) & echo $! >child; echo $$ >begun; mv begun pid; sleep 300");
    RecordReader records =
        plugins.program(script.toString(), Sampling.ALL, Duration.ofMillis(1000));
    await(() -> Files.exists(directory.resolve("pid")));

    UserException failure = assertThrows(UserException.class, records::next);
    records.close();

    assertEquals(
        "the program script has given nothing for 1 s, so it was ended; timeout=SECONDS gives it longer",
        failure.getMessage());
    assertGone("pid");
    assertGone("child");
  }

  @Test
  void messagesOnStandardErrorAreShownCleanAndAreASignOfLife() throws Exception {
    try {
      assertTextAfterMessages(1);
    } catch (UserException e) {
      assertTextAfterMessages(20); // the machine may have stood still for a second
    }
    assertEquals("step 1\\u0007", said.get(0));
  }

  /** A message comes each quarter of the patience, and the text after one and a half. */
  private void assertTextAfterMessages(int seconds) throws IOException {
    Path slow =
        script(
            "for i in 1 2 3 4 5 6; do printf 'part\\r\\033[31mstep %s\\033[0m\\a\\n' $i >&2",
            "sleep %s; done".formatted(seconds / 4.0), "echo '{\"text\": \"late\"}'");
    Duration patience = Duration.ofSeconds(seconds);
    assertEquals(List.of("late"), texts(slow.toString(), Sampling.ALL, patience));
  }

  @Test
  void aProgramThatDiesSaysWhy() throws Exception {
    assertEquals(
        "the program script failed with exit code 3: no such dataset: \\u0007x",
        failure(
            "echo '{\"text\": \"a\"}'; echo begin >&2; printf 'no such dataset: \\ax\\n' >&2; exit 3"));
    assertEquals(
        "the program script failed with exit code 7; it said nothing on standard error",
        failure("exit 7"));
    assertEquals(
        "the program script was ended by signal 9; it said nothing on standard error",
        failure("kill -9 $$"));
  }

  @Test
  void garbageIsShownAndRefused() throws Exception {
    assertTrue(
        failure("printf '{\"text\": \"a\"}\\n\\nTraceback\\n'")
            .startsWith("not JSONL: the program script:3: Unrecognized token 'Traceback'"));
    for (String garbage : List.of("[1]", "\"text\"", "{\"text\": ", "{} {}", "{}x", "null")) {
      String failure = failure("echo '" + garbage + "'");
      assertTrue(failure.startsWith("not JSONL: the program script:1: "), failure);
    }
    assertTrue(
        failure("printf '{\"text\": \"\\377\"}\\n'").startsWith("not JSONL: the program script:1"));
  }

  @Test
  void aProgramThatIsNotThereOrCannotRunIsNamed() throws Exception {
    Path plain = Files.writeString(directory.resolve("plain.py"), "");

    assertEquals("no such program: ./none.py", refusal("./none.py --x"));
    assertEquals("no such program: " + directory, refusal(directory.toString()));
    assertEquals(
        "no program quantloop-none here or in a directory of PATH", refusal("quantloop-none"));
    assertEquals(
        "%1$s is not executable; make it so with: chmod +x %1$s".formatted(plain),
        refusal(plain.toString()));
    assertEquals("a quotation mark is missing: 'x", refusal("'x"));
    assertEquals("name a plugin or a program: plugin:NAME, program:PATH", refusal(" "));
  }

  @Test
  void aProgramHasNoTerminalAndNoInput() throws Exception {
    Path asks =
        script(
            "(exec </dev/tty) 2>/dev/null && echo '{\"text\": \"terminal\"}'",
            "read -r line && echo '{\"text\": \"input\"}'; echo '{\"text\": \"end\"}'");

    assertEquals(List.of("end"), texts(asks.toString(), Sampling.ALL));
  }

  private String refusal(String words) {
    return assertThrows(UserException.class, () -> plugins.program(words, Sampling.ALL, PATIENCE))
        .getMessage();
  }

  private String failure(String... lines) throws IOException {
    Path script = script(lines);
    return assertThrows(UserException.class, () -> texts(script.toString(), Sampling.ALL))
        .getMessage();
  }

  private List<String> texts(String words, Sampling sampling) throws IOException {
    return texts(words, sampling, PATIENCE);
  }

  private List<String> texts(String words, Sampling sampling, Duration patience)
      throws IOException {
    List<String> texts = new ArrayList<>();
    try (RecordReader records = plugins.program(words, sampling, patience)) {
      for (Optional<SourceRecord> record = records.next();
          record.isPresent();
          record = records.next()) {
        texts.add((String) record.get().fields().get("text"));
      }
    }
    return texts;
  }

  private Path script(String... lines) throws IOException {
    String text = "#!/bin/sh\ncd '%s'\n%s\n".formatted(directory, String.join("\n", lines));
    Path script = Files.writeString(directory.resolve("script"), text);
    assertTrue(script.toFile().setExecutable(true));
    return script;
  }

  private void assertGone(String pidFile) throws Exception {
    long pid = Long.parseLong(Files.readString(directory.resolve(pidFile)).strip());
    await(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end);
      Thread.sleep(20);
    }
  }
}
