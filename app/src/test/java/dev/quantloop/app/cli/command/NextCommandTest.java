package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.loop.SmallExperiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real experiment whose iterations are made up. */
class NextCommandTest {
  @TempDir private Path home;
  private CliFixture cli;

  @BeforeEach
  void create() throws IOException {
    cli = new CliFixture(home);
    Path text =
        Files.writeString(
            home.resolve("a text.txt"),
            SmallExperiment.resource("prose/01-what-the-file-holds.md"));
    String model = SmallExperiment.nativeSettings().selfTestModel().toString();
    String[] create = {
      "new",
      "mine",
      "-m",
      model,
      "--source",
      "prose=" + text,
      "--quants",
      "Q2_K",
      "-c",
      "64",
      "-t",
      "1",
      "--eval-chunks",
      "3",
      "--tensor-type",
      "ffn_down=q4_0",
      "--plateau-threshold",
      "2%"
    };
    CliFixture.Result created = cli.run(create);
    assertEquals(0, created.code(), created.err());
  }

  @Test
  void saysHowToStart() {
    CliFixture.Result next = cli.run("next", "mine");
    assertEquals(0, next.code(), next.err());
    assertTrue(next.out().startsWith("1. Start the loop (at most "), next.out());
    assertTrue(next.out().endsWith("     quantloop run mine\n"), next.out());
    assertTrue(cli.run("next", "mien").message().contains("no experiment 'mien'"));
  }

  @Test
  void namesTheDatabaseAgainWhereItWasNamed() {
    Path database = home.resolve(".local/share/quantloop/quantloop.db");
    cli.with("XDG_DATA_HOME", home.resolve("elsewhere").toString());
    CliFixture.Result next = cli.run("next", "mine", "--db", database.toString());
    assertTrue(next.out().endsWith("run mine --db " + database + "\n"), next.out());
  }

  @Test
  void suggestsANewExperimentThatCanBeMade() throws IOException {
    fill();
    CliFixture.Result next = cli.run("next", "mine", "--json");
    assertEquals(0, next.code(), next.err());
    Map<String, Object> document = JSON.std.mapFrom(next.out());
    Map<?, ?> first = (Map<?, ?>) ((List<?>) document.get("suggestions")).get(0);
    assertEquals("more_evaluation_chunks", first.get("kind"));
    String[] arguments =
        ((List<?>) first.get("arguments")).stream().map(Object::toString).toArray(String[]::new);
    CliFixture.Result made = cli.run(arguments);
    assertEquals(0, made.code(), made.err());

    String shown = cli.run("show", arguments[1]).out();
    assertTrue(shown.contains("ffn_down=q4_0"), shown);
    assertTrue(shown.contains("can bring less than 2.0 %"), shown);
  }

  private void fill() {
    Path database = home.resolve(".local/share/quantloop/quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history.of("mine").chunkNoise(0.2).scored(0, 0, 1).scored(1, 1, 0.7).scored(2, 2, 0.704);
    }
  }
}
