package dev.quantloop.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.console.VisibleWriter;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.NewModel;
import dev.quantloop.tracker.service.Tracker;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others have named commands no terminal, whichever way it comes to one. */
class ControlCharacterTest {
  private static final String EVIL = "a\033[2J\r\u0007\u007f\u009b\u202e\u2066\u200f\u061cz";
  private static final String SPELLED =
      "a\\u001b[2J\\u000d\\u0007\\u007f\\u009b\\u202e\\u2066\\u200f\\u061cz";

  private static final Pattern COMMANDS =
      Pattern.compile("[\\p{IsCc}\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069&&[^\n\t]]");

  @TempDir private Path home;
  private CliFixture piped;
  private CliFixture terminal;

  @BeforeEach
  void name() {
    piped = new CliFixture(home);
    terminal = new CliFixture(home).onTerminal(80);
    try (Tracker tracker = Tracker.open(piped.console().directories().defaultDatabase())) {
      Path file = Path.of(EVIL + ".gguf");
      NewModel model = new NewModel("1".repeat(64), EVIL, file, EVIL, EVIL, 1, 1, 1, 1);
      tracker
          .experiments()
          .create(
              "x", tracker.experiments().register(model).id(), settings(), ProgramVersion.CURRENT);
    }
    piped.run("note", "x", EVIL);
    piped.run("tag", "x", EVIL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ls",
        "show x",
        "show x --json",
        "log x",
        "note x",
        "note x --json",
        "tag x",
        "export x",
        "export x --format md",
        "export x --format json",
        "sql 'select * from note'",
        "sql 'select text as \"%s\" from note'",
        "sql 'select text from note' --json"
      })
  void noneReachesATerminal(String command) {
    CliFixture.Result shown = runOn(terminal, command);

    assertEquals(0, shown.code(), shown.err());
    assertEquals(List.of(), COMMANDS.matcher(shown.out() + shown.err()).results().toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "--%s",
        "ls --%s",
        "show x --db=%s",
        "show %s",
        "quantize --%s",
        "quantize m o %s",
        "imatrix -m %s -f t -o o",
        "imatrix -m m -f t -c %s",
        "tokens -m %s t",
        "export x --format %s",
        "new y -m m --source %s",
        "new y -m m --source t=%s --quants %s",
        "rank x --by %s",
        "draw %s",
        "sql %s"
      })
  void noMessageCommandsATerminalWhereverItIsRead(String command) {
    for (CliFixture cli : List.of(terminal, piped)) {
      CliFixture.Result refused = runOn(cli, command);

      assertTrue(refused.code() != 0, command);
      assertEquals(List.of(), COMMANDS.matcher(refused.err()).results().toList(), refused.err());
    }
  }

  @Test
  void whatIsReadBackIsTheNameItself() {
    String question = "select text from note";
    String json = piped.run("sql", question, "--json").out();
    assertEquals(List.of(Map.of("text", EVIL)), Json.parseList(json));
    assertEquals(
        List.of(Map.of("text", EVIL)),
        Json.parseList(terminal.run("sql", question, "--json").out()));
    assertTrue(piped.run("export", "x", "--format", "md").out().contains(EVIL));
  }

  @Test
  void tablesKeepTheirColumns() {
    String out = piped.run("sql", "select text, 'next' as b from note").out();
    assertEquals("text" + " ".repeat(SPELLED.length() - 2) + "b\n" + SPELLED + "  next\n", out);
  }

  @Test
  void neitherDoLibrariesAndTraces() {
    StringWriter written = new StringWriter();
    PrintStream stream = VisibleWriter.asStream(VisibleWriter.over(new PrintWriter(written)));
    stream.println("ß 🙂 " + EVIL);
    assertEquals("ß 🙂 " + SPELLED + "\n", written.toString());
  }

  private static CliFixture.Result runOn(CliFixture cli, String command) {
    return cli.run(
        java.util.Arrays.stream(command.split(" (?=[^']*(?:'[^']*'[^']*)*$)"))
            .map(word -> word.replace("'", "").replace("%s", EVIL))
            .toArray(String[]::new));
  }

  private static ExperimentSettings settings() {
    return SettingValues.NONE
        .with(DecodeSettings.ofContext(DecodeSettings.USUAL_CONTEXT, 1))
        .with(Setting.START, 512L)
        .with(Setting.CHUNKS, 1)
        .with(Setting.HELD_OUT_CHUNKS, 0)
        .recorded();
  }
}
